import { weekdayWord } from './dates'
import { t } from './words'

interface Period { days: number[] | null; from: string; to: string }

// Monday first, as a week is read in China.
const week = [1, 2, 3, 4, 5, 6, 0]

/** Days as runs: "Mon–Fri, Sun". */
function daysLine(days: number[]): string {
  const runs: [number, number][] = []
  week.forEach((day, n) => {
    if (!days.includes(day)) return
    const last = runs[runs.length - 1]
    if (last && last[1] === n - 1) last[1] = n
    else runs.push([n, n])
  })
  return runs.map(([a, b]) => [...new Set([a, b])].map((n) => weekdayWord(week[n] ?? 0)).join('–')).join(t('list.comma'))
}

/** Opening hours, one line for the days that have the same. */
export function hoursLines(periods: Period[] | null | undefined): string[] {
  const groups = new Map<string, string[]>()
  for (const { days, from, to } of periods ?? []) {
    const line = daysLine(days ?? [])
    groups.set(line, [...(groups.get(line) ?? []), `${from}–${to}`])
  }
  return [...groups].map(([days, spans]) => `${days} ${spans.join(t('list.comma'))}`)
}
