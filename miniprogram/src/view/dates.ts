import { settings } from '../stores/settings'

const shanghai = 8 * 60 * 60 * 1000
const two = (n: number): string => String(n).padStart(2, '0')
const days = {
  'zh-CN': ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
}
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

// Old phones' engines know no time zones, so the hours of Shanghai are counted here.
const there = (at: string | number): Date => new Date(new Date(at).getTime() + shanghai)

/** The day in Shanghai as 2026-11-27, for the API and for keys. */
export function dayKey(at: string | number): string {
  const d = there(at)
  return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`
}

/** A day of the week; 0 is Sunday. */
export const weekdayWord = (n: number): string => days[settings.language][n] ?? ''

/** The day in words, with its weekday. */
export function day(at: string | number): string {
  const d = there(at)
  const weekday = weekdayWord(d.getUTCDay())
  return settings.language === 'en'
    ? `${weekday} ${d.getUTCDate()} ${months[d.getUTCMonth()]} ${d.getUTCFullYear()}`
    : `${d.getUTCFullYear()}年${d.getUTCMonth() + 1}月${d.getUTCDate()}日 ${weekday}`
}

/** The day without its year, where the next weeks are meant. */
export function shortDay(at: string | number): string {
  const d = there(at)
  const weekday = weekdayWord(d.getUTCDay())
  return settings.language === 'en' ? `${weekday} ${d.getUTCDate()} ${months[d.getUTCMonth()]}` : `${d.getUTCMonth() + 1}月${d.getUTCDate()}日 ${weekday}`
}

/** The time of day in Shanghai, 24 hours. */
export function hour(at: string | number): string {
  const d = there(at)
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`
}

export const moment = (at: string | number): string => `${day(at)} ${hour(at)}`

/** A row of time on one day. */
export const span = (from: string, to: string): string => `${moment(from)}–${hour(to)}`
