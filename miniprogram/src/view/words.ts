import { settings } from '../stores/settings'
import { text, type Arguments, type Key } from '../texts'

/** A text in the person's language. */
export const t = (key: Key, args: Arguments = {}): string => text(settings.language, key, args)

/** Texts of a page by the last part of their keys, for its markup: `mini.home.file` is `t.file`. */
export function words<K extends Key>(keys: readonly K[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key.slice(key.lastIndexOf('.') + 1), t(key)]))
}

type Family = 'state' | 'event' | 'type' | 'body' | 'side' | 'decline' | 'terminate' | 'onward' | 'channel' | 'enforcement' | 'record'

/** The word for a code of the server, such as `state.queued`; the code itself when it is newer than the app. */
export function named(family: Family, code: string): string {
  const key = `${family}.${code}`
  const found = t(key as Key)
  return found ?? code
}
