import { newKey } from '../services/api'
import { stored } from '../stores/stored'

/** What is typed into a form, kept on the phone at every keystroke. */
export interface Form<T> {
  get(): T
  /** Keeps a change. What has been changed is another request, so it gets another key. */
  type(change: Partial<T>): void
  /** By this key the server knows a repetition of what it has been sent. */
  key(): string
  drop(): void
}

/** The form of that name; `empty` is how it begins. */
export function form<T extends object>(name: string, empty: T): Form<T> {
  const first = { typed: empty, key: newKey() }
  const kept = stored(`form.${name}`, first)
  return {
    get: () => kept.get().typed,
    type: (change) => kept.set({ typed: { ...kept.get().typed, ...change }, key: newKey() }),
    key: () => kept.get().key,
    drop: () => kept.set({ typed: empty, key: newKey() }),
  }
}
