import type { Schemas } from '../../api/client'
import { minutesInto } from '../../i18n/calendar'

export type Visit = Schemas['AppointmentView']
export type Block = Schemas['BlockView']

/** What stands in a room's day: an appointment or a block. */
export interface Item { id: string, start: string, end: string, visit?: Visit, block?: Block, conflict?: boolean }
/** An item with its place: per cent of the day's width, and its line. */
export interface Placed extends Item { left: number, width: number, lane: number }
/** The hours that a day shows. */
export interface Span { from: number, to: number }

/** States in which an appointment takes up its time. */
const standing = ['claiming', 'requested', 'proposed', 'confirmed', 'done', 'no_show']

/** What takes up a room's time, the earliest first; an appointment within a block is a conflict. */
export function itemsOf(visits: Visit[], blocks: Block[]): Item[] {
  const held = visits.filter((v) => standing.includes(v.state))
  const met = (v: Visit) => blocks.some((b) => b.case !== v.case && b.start < v.end && v.start < b.end)
  return [
    ...held.map((visit) => ({ id: visit.id, start: visit.start, end: visit.end, visit, conflict: met(visit) })),
    ...blocks.map((block) => ({ id: block.id, start: block.start, end: block.end, block })),
  ].sort((a, b) => a.start.localeCompare(b.start) || a.id.localeCompare(b.id))
}

interface Open { open: { days: number[] | null, from: string, to: string }[] | null }

/** The hours to show: those in which a room is open or an appointment stands, whole hours. */
export function spanOf(day: string, rooms: Open[], visits: Visit[]): Span {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  const open = rooms.flatMap((r) => r.open ?? []).filter((p) => p.days?.includes(weekday))
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
  const from = [...open.map((p) => minutes(p.from)), ...visits.map((v) => minutesInto(day, v.start))]
  const to = [...open.map((p) => minutes(p.to)), ...visits.map((v) => minutesInto(day, v.end))]
  if (!from.length) return { from: 8 * 60, to: 18 * 60 }
  return { from: Math.max(0, Math.floor(Math.min(...from) / 60) * 60), to: Math.min(1440, Math.ceil(Math.max(...to) / 60) * 60) }
}

/** Gives every item its place; items that overlap get lines of their own. */
export function placed(day: string, span: Span, items: Item[]): Placed[] {
  const ends: number[] = []
  const length = span.to - span.from
  const all: Placed[] = []
  for (const item of items) {
    const start = Math.max(span.from, minutesInto(day, item.start))
    const end = Math.min(span.to, minutesInto(day, item.end))
    if (end <= start) continue
    let lane = ends.findIndex((e) => e <= start)
    if (lane < 0) lane = ends.length
    ends[lane] = end
    all.push({ ...item, lane, left: ((start - span.from) / length) * 100, width: ((end - start) / length) * 100 })
  }
  return all
}

export function hoursOf(span: Span): number[] {
  return Array.from({ length: (span.to - span.from) / 60 }, (_, n) => span.from + n * 60)
}

/** The last digits of a case number, as a screen in the hall may show them: "…35号". */
export function tail(number: string): string {
  const digits = /(\d+)\D*$/.exec(number)?.[1] ?? ''
  return digits.slice(-4)
}
