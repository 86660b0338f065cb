import type { Of } from '../../services/api'
import type { Key } from '../../texts'
import { settings } from '../../stores/settings'
import { dayKey, hour, shortDay, span } from '../../view/dates'

type Slot = Of<'BookingSlot'>

/** What a room can be asked for, as people say it (the server's `equipment`, of which staff need more). */
export const needs: { code: string; key: Key }[] = [
  { code: 'wheelchair', key: 'mini.book.wheelchair' },
  { code: 'child_friendly', key: 'mini.book.child_friendly' },
  { code: 'video_link', key: 'mini.book.video_link' },
  { code: 'online', key: 'mini.book.online' },
]

/** One free time in one room with one mediator, as a line to choose. */
export interface Offer { key: string; when: string; hour: string; where: string; who: string; slot: { room: string; mediator: string; start: string; end: string } }

/** The lines of free times: a room with several free mediators gives one line, with the first of them. */
export function offersOf(slots: Slot[]): Offer[] {
  return slots.flatMap((slot) => {
    const mediator = (slot.mediators ?? [])[0]
    if (!mediator) return []
    return [{
      key: `${slot.room}|${slot.start}`, when: span(slot.start, slot.end), hour: `${hour(slot.start)}–${hour(slot.end)}`,
      where: settings.language === 'en' ? slot.room_name_en || slot.room_name : slot.room_name, who: mediator.name,
      slot: { room: slot.room, mediator: mediator.account, start: slot.start, end: slot.end },
    }]
  })
}

/** A day with free times. */
export interface FreeDay { key: string; text: string; offers: Offer[] }

/**
 * The days that have free times, and no others: seven columns of a month, each as wide
 * as a finger in elder mode, do not fit on a narrow phone.
 */
export function freeDays(slots: Slot[]): FreeDay[] {
  const days = new Map<string, Offer[]>()
  for (const offer of offersOf(slots)) {
    const key = dayKey(offer.slot.start)
    days.set(key, [...(days.get(key) ?? []), offer])
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, offers]) => ({ key, text: shortDay(`${key}T00:00:00+08:00`), offers }))
}

const dayLong = 24 * 60 * 60 * 1000

/** The day that many days ahead, as a key for the API. */
export const dayAhead = (now: number, days: number): string => dayKey(now + days * dayLong)

/** No time is booked further ahead than this many days. */
export const furthest = 60

/** A row of days from today on, for the API: where it begins and how many it has at most; undefined past the furthest. */
export function stretch(turn: number, now: number): { from: string; days: number } | undefined {
  const skipped = turn * 14
  if (skipped > furthest) return undefined
  return { from: dayAhead(now, skipped), days: Math.min(14, furthest + 1 - skipped) }
}
