import { dayKey, hour } from '../../view/dates'

/** When somebody sat together, as it is typed into a form. */
export interface Sitting { day: string; from: string; to: string }

const hourLong = 60 * 60 * 1000

/** The session that was booked and has begun; otherwise the last hour. */
export function sittingOf(booked: { start: string; end: string } | undefined, now: number): Sitting {
  const begun = booked && Date.parse(booked.start) <= now ? booked : undefined
  const [from, to] = begun ? [Date.parse(begun.start), Math.min(Date.parse(begun.end), now)] : [now - hourLong, now]
  return { day: dayKey(from), from: hour(from), to: hour(to) }
}

/** A day and a time of day in Shanghai as the API wants a moment. */
export const momentOf = (day: string, time: string): string => new Date(`${day}T${time}:00+08:00`).toISOString()
