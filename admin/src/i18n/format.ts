import { language } from './texts'

// The centers work by one clock, wherever the reader's computer stands.
const zone = 'Asia/Shanghai'

function format(at: string | Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language.value, { timeZone: zone, ...options }).format(new Date(at))
}

export function day(at: string | Date): string {
  return format(at, { dateStyle: 'medium' })
}

export function minute(at: string | Date): string {
  return format(at, { dateStyle: 'medium', timeStyle: 'short', hour12: false } as Intl.DateTimeFormatOptions)
}

/** A last day: the server names the midnight that ends it. */
export function lastDay(at: string): string {
  return day(new Date(new Date(at).getTime() - 1))
}

export function money(fen: number): string {
  return new Intl.NumberFormat(language.value, { style: 'currency', currency: 'CNY' }).format(fen / 100)
}

export function count(n: number): string {
  return new Intl.NumberFormat(language.value).format(n)
}

export function size(bytes: number): string {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kilobyte'] : [bytes / 1e6, 'megabyte']
  return new Intl.NumberFormat(language.value, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value)
}
