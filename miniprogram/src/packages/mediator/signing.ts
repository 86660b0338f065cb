import type { Of } from '../../services/api'
import { named, t } from '../../view/words'

type Case = Pick<Of<'CaseView'>, 'type' | 'outcome' | 'parties'>

/** Whose name the mediator can still put under the agreement: the own one, and in ink those of the parties. */
export function signersLeft(read: Case): string[] {
  const { outcome } = read
  if (!outcome || outcome.oral || outcome.onward?.length) return []
  return ['mediator', ...(read.parties ?? []).map((p) => p.id)].filter((who) => !(outcome.signers ?? []).includes(who))
}

// 电子签名法 art. 3: no electronic signature under what is about marriage or inheritance.
const inkOnly = ['01']

/** Whether a name is signed on paper, to be photographed. */
export const inInk = (read: Case, who: string): boolean => who !== 'mediator' || inkOnly.includes(read.type)

/** Who signs, in words. */
export function signerWord(read: Case, who: string): string {
  const party = (read.parties ?? []).find((p) => p.id === who)
  if (party) return `${named('side', party.side)} ${party.name}`
  return who === 'mediator' ? t('mini.sign.mediator') : t('mini.sign.seal')
}
