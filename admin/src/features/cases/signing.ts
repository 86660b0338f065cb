import { t } from '../../i18n/texts'
import type { CaseView } from './decisions'
import { partyLabel } from './steps'

/**
 * Whose name may still be put under the agreement by this account: the mediator signs as
 * such and other staff set the seal; of a party staff enter a signature in ink.
 */
export function signersLeft(view: CaseView, account: string): string[] {
  const done = view.outcome?.signers ?? []
  const own = view.mediator === account ? 'mediator' : 'seal'
  return [own, ...(view.parties ?? []).map((p) => p.id)].filter((who) => !done.includes(who))
}

// 电子签名法 art. 3: no electronic signature under what is about marriage or inheritance.
const inkOnly = ['01']

export function methodsFor(view: CaseView, who: string): ('electronic' | 'ink')[] {
  const self = who === 'mediator' || who === 'seal'
  return self && !inkOnly.includes(view.type) ? ['electronic', 'ink'] : ['ink']
}

/** Who signs, in words. */
export function signerWord(view: CaseView, who: string): string {
  const party = view.parties?.find((p) => p.id === who)
  if (party) return partyLabel(party)
  return who === 'mediator' ? t('console.sign.mediator') : t('console.sign.seal')
}
