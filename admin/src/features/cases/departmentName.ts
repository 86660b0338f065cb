import { shallowRef, watch, type Ref } from 'vue'
import { answer, api } from '../../api/client'
import { language } from '../../i18n/texts'

/** The name of a department of a center; empty until it is known, and where nobody may look. */
export function useDepartmentName(center: Ref<string>, id: Ref<string | undefined>): Ref<string> {
  const name = shallowRef('')
  watch([center, id, language], async ([at, now]) => {
    name.value = ''
    if (!now) return
    const directory = await answer(api.GET('/api/v1/centers/{id}/directory', { params: { path: { id: at } } })).catch(() => undefined)
    if (id.value === now) name.value = directory?.departments?.find((d) => d.id === now)?.name ?? ''
  }, { immediate: true })
  return name
}
