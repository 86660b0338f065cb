import { ref, shallowRef } from 'vue'
import { caught } from './client'
import type { Fault } from './fault'

/** Runs one question at a time to the server and keeps its answer, or its fault. */
export function useAsked<T>() {
  const data = shallowRef<T>()
  const fault = shallowRef<Fault>()
  const loading = ref(false)
  let turn = 0

  async function ask(question: () => Promise<T>): Promise<T | undefined> {
    const mine = ++turn
    loading.value = true
    fault.value = undefined
    try {
      const found = await question()
      if (mine !== turn) return undefined // somebody has asked for something else since
      data.value = found
      return found
    } catch (thrown) {
      if (mine === turn) fault.value = caught(thrown)
      return undefined
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  return { data, fault, loading, ask }
}

interface Page<T> { items: T[] | null, next?: string }

/** A list that goes on with the cursor of its last page. */
export function usePages<T>(read: (after: string | undefined) => Promise<Page<T>>) {
  const items = shallowRef<T[]>([])
  const next = ref<string>()
  const { fault, loading, ask } = useAsked<Page<T>>()

  async function load(): Promise<void> {
    const page = await ask(() => read(undefined))
    if (!page) return
    items.value = page.items ?? []
    next.value = page.next
  }

  async function more(): Promise<void> {
    const page = await ask(() => read(next.value))
    if (!page) return
    items.value = [...items.value, ...(page.items ?? [])]
    next.value = page.next
  }

  /** Reads anew as many lines as there are, so that nobody loses the place in a long list. */
  async function refresh(): Promise<void> {
    const all: T[] = []
    let after: string | undefined
    const wanted = Math.max(items.value.length, 1)
    do {
      const page = await ask(() => read(after))
      if (!page) return
      all.push(...(page.items ?? []))
      after = page.next
    } while (after && all.length < wanted)
    items.value = all
    next.value = after
  }

  return { items, next, fault, loading, load, more, refresh }
}
