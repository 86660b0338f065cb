import { defineStore } from 'pinia'
import { reactive } from 'vue'
import { usePages } from '../../api/asked'
import { answer, api, type Schemas } from '../../api/client'

export const ways = ['number', 'name', 'phone', 'person'] as const
export type Way = (typeof ways)[number]

/**
 * What was looked for is personal: it stays out of addresses and of the browser's
 * store. It is kept here, so that "back" from a case finds the results again.
 */
export const useSearch = defineStore('search', () => {
  const form = reactive<{ by: Way, text: string, asked: boolean }>({ by: 'number', text: '', asked: false })
  let sent = { by: form.by, text: '' }
  const { items, next, fault, loading, load, more } = usePages<Schemas['CaseItem']>((after) =>
    answer(api.POST('/api/v1/search', { body: { ...sent, ...(after ? { after } : {}) } })))

  async function search(): Promise<void> {
    sent = { by: form.by, text: form.text.trim() }
    items.value = []
    next.value = undefined
    await load()
    form.asked = true
  }

  return { form, items, next, fault, loading, search, more }
})
