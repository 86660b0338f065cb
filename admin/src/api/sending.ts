import { ref, shallowRef } from 'vue'
import { caught } from './client'
import type { Fault } from './fault'
import { retryKey } from './retry'

/** Sends a form: once at a time, and a retry of the same content with the same key. */
export function useSending() {
  const busy = ref(false)
  const fault = shallowRef<Fault>()
  const key = retryKey()

  async function send<T>(content: unknown, ask: (key: string) => Promise<T>, then: (reply: T) => void): Promise<void> {
    if (busy.value) return
    busy.value = true
    fault.value = undefined
    try {
      then(await ask(key(content)))
    } catch (thrown) {
      fault.value = caught(thrown)
    } finally {
      busy.value = false
    }
  }

  return { busy, fault, send }
}
