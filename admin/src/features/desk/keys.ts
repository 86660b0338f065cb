import type { Key } from '../../i18n/texts'

export type Command = 'next' | 'before' | 'accept' | 'ask_supplement' | 'decline' | 'route' | 'help'

export const keys: readonly { key: string, command: Command, text: Key }[] = [
  { key: 'J', command: 'next', text: 'console.keys.next' },
  { key: 'K', command: 'before', text: 'console.keys.before' },
  { key: 'A', command: 'accept', text: 'console.decide.accept' },
  { key: 'S', command: 'ask_supplement', text: 'console.decide.supplement' },
  { key: 'D', command: 'decline', text: 'console.decide.decline' },
  { key: 'R', command: 'route', text: 'console.keys.route' },
  { key: '?', command: 'help', text: 'console.keys.help' },
]

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'target'>

/** What a pressed key asks for; nothing while somebody types, or for a shortcut of the browser. */
export function commandOf(press: Press): Command | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing || types(press.target)) return undefined
  return keys.find((k) => k.key === press.key.toUpperCase())?.command
}

function types(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
}

/** The place after a move in a list: it stops at both ends. */
export function moved(at: number, by: 1 | -1, length: number): number {
  return Math.min(Math.max(at + by, 0), length - 1)
}

/** Who waits next when one leaves the list: the one that takes its place, else the one before. */
export function afterLeaving(ids: readonly string[], gone: string): string | undefined {
  const at = ids.indexOf(gone)
  return ids[at + 1] ?? ids[at - 1]
}
