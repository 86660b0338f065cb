import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { answer, api, type Schemas } from '../../api/client'
import { language, named } from '../../i18n/texts'
import { handOverWord, kindWord, relationWord, riskWord, whyWord } from '../../i18n/words'

type Reference = Schemas['Reference']

/** The codes that forms choose from, asked for once in each language: the privacy notice is among them. */
export const useReference = defineStore('reference', () => {
  const codes = shallowRef<Reference>()
  let spoken = ''

  async function load(): Promise<Reference> {
    if (codes.value && spoken === language.value) return codes.value
    const found = await answer(api.GET('/api/v1/reference'))
    spoken = language.value
    codes.value = found
    return found
  }

  return { codes, load }
})

export interface Choice { value: string, text: string }

/** Codes with their words. */
export function listed(codes: string[] | null | undefined, word: (code: string) => string): Choice[] {
  return (codes ?? []).map((value) => ({ value, text: word(value) }))
}

export const kindChoices = (r?: Reference) => listed(r?.kinds, kindWord)
export const typeChoices = (r?: Reference) => listed(r?.types, (c) => named('type', c))
export const riskChoices = (r?: Reference) => listed(r?.risks, riskWord)
export const bodyChoices = (r?: Reference) => listed(r?.bodies, (c) => named('body', c))
export const relationChoices = (r?: Reference) => listed(r?.relations, relationWord)
export const channelChoices = (r?: Reference) => listed(r?.channels?.filter((c) => c !== 'wechat'), (c) => named('channel', c))

/** The reasons that a decision can have; each has its own list. */
export function reasonChoices(event: string, r?: Reference): Choice[] {
  if (event === 'decline') return listed(r?.decline_reasons, (c) => named('decline', c))
  if (event === 'terminate') return listed(r?.terminate_reasons, (c) => named('terminate', c))
  if (event === 'recuse') return listed(r?.recuse_reasons, (c) => whyWord(event, c))
  return listed(r?.hand_over_reasons, handOverWord)
}
