import type { Of } from '../../services/api'
import type { Key } from '../../texts'
import { dayKey, hour, span } from '../../view/dates'
import { settings } from '../../stores/settings'

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

const dayLength = 24 * 60 * 60 * 1000

/** The next days from tomorrow on, as keys for the API. */
export function daysFrom(now: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => dayKey(now + (i + 1) * dayLength))
}
