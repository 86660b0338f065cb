import { language } from './texts'

// Shanghai keeps one offset all year.
const offset = '+08:00'
const zone = 'Asia/Shanghai'
const iso = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })

/** The centers' day of a moment, YYYY-MM-DD. */
export function dayOf(at: Date | string): string {
  return iso.format(new Date(at))
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && dayOf(moment(text)) === text
}

/** The moment of a time of a day on the centers' clock. */
export function moment(day: string, clock = '00:00'): string {
  return `${day}T${clock}:00${offset}`
}

export function daysLater(day: string, days: number): string {
  return dayOf(new Date(new Date(moment(day, '12:00')).getTime() + days * 86_400_000))
}

/** The time of a day, HH:MM. */
export function clockOf(at: Date | string): string {
  return time.format(new Date(at))
}

/** Minutes of a moment since the beginning of a day; before it they are negative. */
export function minutesInto(day: string, at: string): number {
  return Math.round((Date.parse(at) - Date.parse(moment(day))) / 60_000)
}

export function clockText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** The name of a day of the week; 0 is Sunday, as the API has it. */
export function weekday(n: number, form: 'short' | 'long' = 'short'): string {
  return new Intl.DateTimeFormat(language.value, { weekday: form, timeZone: 'UTC' }).format(Date.UTC(2023, 0, 1 + n))
}

export function longDay(day: string): string {
  return new Intl.DateTimeFormat(language.value, { timeZone: zone, dateStyle: 'full' }).format(new Date(moment(day)))
}
