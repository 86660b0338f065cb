import { weekday } from './calendar'
import { t, type Key } from './texts'

// Codes of centers and people; every key is written out, as in words.ts.
const equipment: Record<string, Key> = {
  wheelchair: 'console.equipment.wheelchair', video_link: 'console.equipment.video_link',
  child_friendly: 'console.equipment.child_friendly', one_way_mirror: 'console.equipment.one_way_mirror',
  projector: 'console.equipment.projector', recording: 'console.equipment.recording',
  sound: 'console.equipment.sound', online: 'console.equipment.online',
}
const blocks: Record<string, Key> = {
  leave: 'console.block.leave', sick: 'console.block.sick', training: 'console.block.training', meeting: 'console.block.meeting',
  outside: 'console.block.outside', repair: 'console.block.repair', other: 'console.block.other', series: 'console.block.series',
}
const states: Record<string, Key> = {
  claiming: 'console.booking.claiming', requested: 'console.booking.requested', proposed: 'console.booking.proposed',
  confirmed: 'console.booking.confirmed', done: 'console.booking.done', no_show: 'console.booking.no_show',
}

function reader(words: Record<string, Key>) {
  return (code: string): string => {
    const key = words[code]
    return key ? t(key) : code // newer than this console
  }
}

export const equipmentWord = reader(equipment)
export const blockWord = reader(blocks)
export const visitWord = reader(states)

interface Period { days: number[] | null, from: string, to: string }

// Monday first, as a week is read in China.
const week = [1, 2, 3, 4, 5, 6, 0]

/** Days as runs: "Mon–Fri, Sun". */
function daysLine(days: number[]): string {
  const at = week.map((d, n) => (days.includes(d) ? n : -1)).filter((n) => n >= 0)
  const runs: [number, number][] = []
  for (const n of at) {
    const last = runs.at(-1)
    if (last && last[1] === n - 1) last[1] = n
    else runs.push([n, n])
  }
  return runs.map(([a, b]) => [...new Set([a, b])].map((n) => weekday(week[n] ?? 0)).join('–')).join(t('list.comma'))
}

/** Hours as one line; periods of the same days stand together. */
export function hoursLine(periods: Period[] | null | undefined): string {
  const groups = new Map<string, string[]>()
  for (const p of periods ?? []) {
    const days = daysLine(p.days ?? [])
    groups.set(days, [...(groups.get(days) ?? []), `${p.from}–${p.to}`])
  }
  return [...groups].map(([days, spans]) => `${days} ${spans.join(t('list.comma'))}`).join(' · ')
}

export function listed(codes: string[] | null | undefined, word: (code: string) => string): string {
  return (codes ?? []).map(word).join(t('list.comma'))
}
