import { computed, ref, shallowRef, type Ref } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { answer, api, caught, type Schemas } from '../../api/client'
import type { Fault } from '../../api/fault'
import { t } from '../../i18n/texts'

export type Subject = 'routing' | 'limits' | 'allowance'
export interface InForce<T> { version: number, value: T }
type Write<T> = (base: number, note: string, value: T) => Promise<InForce<T>>

/**
 * Rules that are edited: a draft upon the version that was read. When somebody else has
 * put another version into force meanwhile the draft stays, and whoever edits decides.
 */
export function useEdition<T>(subject: Subject, read: () => Promise<InForce<T>>, write: Write<T>) {
  const inForce = shallowRef<InForce<T>>()
  const draft = ref() as Ref<T | undefined>
  const note = ref('')
  const fault = shallowRef<Fault>()
  const refused = shallowRef<Fault>()
  const loading = ref(false)
  const saving = ref(false)
  const saved = ref(0)
  /** The version that came between, with who says why. */
  const between = shallowRef<Schemas['RuleVersion']>()
  const dirty = computed(() => inForce.value !== undefined && JSON.stringify(draft.value) !== JSON.stringify(inForce.value.value))

  function begin(found: InForce<T>): void {
    inForce.value = found
    draft.value = structuredClone(found.value)
    note.value = ''
    between.value = undefined
    refused.value = undefined
  }

  async function load(): Promise<void> {
    loading.value = true
    fault.value = undefined
    saved.value = 0
    try {
      begin(await read())
    } catch (thrown) {
      fault.value = caught(thrown)
    } finally {
      loading.value = false
    }
  }

  async function save(): Promise<void> {
    if (saving.value || !inForce.value || draft.value === undefined) return
    saving.value = true
    refused.value = undefined
    saved.value = 0
    try {
      const now = await write(inForce.value.version, note.value.trim(), draft.value)
      begin(now)
      saved.value = now.version
    } catch (thrown) {
      refused.value = caught(thrown)
      if (refused.value.code === 'rules.changed') await lookBetween()
    } finally {
      saving.value = false
    }
  }

  async function lookBetween(): Promise<void> {
    const asked = answer(api.GET('/api/v1/rules/{subject}/versions', { params: { path: { subject }, query: { limit: 1 } } }))
    between.value = (await asked.catch(() => undefined))?.items?.[0] // the fault is told without it
  }

  /** Goes on with the draft, upon the version that came between. */
  async function keepMine(): Promise<void> {
    const mine = draft.value
    const why = note.value
    await load()
    if (fault.value) return
    draft.value = mine
    note.value = why
  }

  return { inForce, draft, note, fault, refused, loading, saving, saved, between, dirty, load, save, keepMine }
}

/** Asks before a draft is left behind. */
export function guardDraft(dirty: Ref<boolean>): void {
  const leave = () => !dirty.value || window.confirm(t('console.rules.leave'))
  onBeforeRouteLeave(leave)
  onBeforeRouteUpdate((to, from) => to.params.part === from.params.part || leave())
}
