import { day, money } from '../../i18n/format'
import { t } from '../../i18n/texts'
import { fen } from '../intake/filing'

/** One duty of an agreement as it is typed: who does what, for how much, by when. */
export interface TermRow { text: string, yuan: string, due: string }

export function emptyRow(): TermRow {
  return { text: '', yuan: '', due: '' }
}

const written = (rows: TermRow[]) => rows.filter((r) => r.text.trim() || r.yuan.trim() || r.due)

/** The terms as the agreement will say them, one numbered line for each row. */
export function termsOf(rows: TermRow[]): string {
  return written(rows).map((row, n) => {
    const amount = fen(row.yuan)
    let term = row.text.trim()
    if (amount) term = t('console.settle.row_amount', { term, amount: money(amount) })
    if (row.due) term = t('console.settle.row_due', { term, day: day(`${row.due}T12:00:00+08:00`) })
    return `${n + 1}. ${term.replace(/^[，,]\s*/, '')}`
  }).join('\n')
}

/** All the money of the rows in fen; undefined when one of them is no amount. */
export function amountOf(rows: TermRow[]): number | undefined {
  let sum = 0
  for (const row of rows) {
    const amount = fen(row.yuan)
    if (amount === undefined) return undefined
    sum += amount
  }
  return sum
}

/** The day by which everything is to be done. */
export function lastDue(rows: TermRow[]): string {
  return rows.map((r) => r.due).filter(Boolean).sort().at(-1) ?? ''
}
