import { fenOf } from '../../services/filing'
import { day } from '../../view/dates'
import { t } from '../../view/words'

/** One duty of an agreement as it is typed: who does what, for how much, by when. */
export interface Term { text: string; yuan: string; due: string }

export const emptyTerm = (): Term => ({ text: '', yuan: '', due: '' })

/** Fen as an amount of yuan. */
export const yuanOf = (fen: number): string => (fen / 100).toFixed(2).replace(/\.00$/, '')

/** The terms as the agreement will say them, one numbered line for each that says something. */
export function termsOf(terms: Term[]): string {
  return terms.filter((one) => one.text.trim() || one.yuan.trim() || one.due).map((one, n) => {
    const fen = fenOf(one.yuan)
    let line = one.text.trim()
    if (fen > 0) line = t('mini.end.term_amount', { term: line, yuan: yuanOf(fen) })
    if (one.due) line = t('mini.end.term_due', { term: line, day: day(`${one.due}T12:00:00+08:00`) })
    return `${n + 1}. ${line.replace(/^[，,]\s*/, '')}`
  }).join('\n')
}

/** All the money of the terms in fen; NaN when one of them is no amount. */
export const amountOf = (terms: Term[]): number => terms.reduce((sum, { yuan }) => sum + fenOf(yuan), 0)

/** The day by which everything is to be done, or "". */
export const lastDue = (terms: Term[]): string => terms.map(({ due }) => due).filter(Boolean).sort().pop() ?? ''
