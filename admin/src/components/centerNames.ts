import { defineStore } from 'pinia'
import { reactive, watch } from 'vue'
import { answer, api } from '../api/client'
import { language } from '../i18n/texts'

/** Names of centers that tables show by id: each is asked for once in each language. */
export const useCenterNames = defineStore('center-names', () => {
  const names = reactive(new Map<string, string>())
  const asked = new Set<string>()

  async function learn(id: string): Promise<void> {
    if (!id || asked.has(id)) return
    asked.add(id)
    const center = await answer(api.GET('/api/v1/centers/{id}', { params: { path: { id } } })).catch(() => undefined)
    if (center) names.set(id, center.title || center.name)
  }

  watch(language, () => {
    const all = [...asked]
    asked.clear()
    all.forEach(learn)
  })

  return { names, learn }
})
