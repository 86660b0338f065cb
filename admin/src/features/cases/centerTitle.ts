import { shallowRef, watch, type Ref } from 'vue'
import { answer, api } from '../../api/client'
import { language } from '../../i18n/texts'

/** The title of a center that is known by its id; the id until it is there. */
export function useCenterTitle(id: Ref<string | undefined>): Ref<string> {
  const title = shallowRef('')
  watch([id, language], async ([now]) => {
    title.value = now ?? ''
    if (!now) return
    const center = await answer(api.GET('/api/v1/centers/{id}', { params: { path: { id: now } } })).catch(() => undefined)
    if (center && id.value === now) title.value = center.title || center.name
  }, { immediate: true })
  return title
}
