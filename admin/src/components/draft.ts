import { reactive, ref, watch, type Ref } from 'vue'

// What was typed into a form that was closed. It can be personal: it is kept in memory
// only, and no longer than the sign-in.
const kept = new Map<string, string>()

export interface Draft<T> {
  form: T
  /** The form began with what was typed before. */
  restored: Ref<boolean>
  /** Begins anew: the draft was sent, or is not wanted. */
  drop: () => void
}

/** A form that finds again what was typed into it, however its dialog was closed. */
export function useDraft<T extends object>(name: string, first: T): Draft<T> {
  const begun = JSON.stringify(first)
  const before = kept.get(name)
  const form = reactive({ ...first, ...(before ? (JSON.parse(before) as T) : {}) }) as T
  const restored = ref(before !== undefined)
  watch(form, () => {
    const now = JSON.stringify(form)
    if (now === begun) kept.delete(name)
    else kept.set(name, now)
  }, { deep: true, flush: 'sync' })

  function drop(): void {
    Object.assign(form, JSON.parse(begun))
    kept.delete(name)
    restored.value = false
  }

  return { form, restored, drop }
}

export function forgetDrafts(): void {
  kept.clear()
}
