import { onUnmounted, ref, watch, type Ref } from 'vue'
import { answer, api } from '../../api/client'
import { useSession } from '../session/store'
import type { News } from './news'

/** Says that this console has a case open, and keeps the names of the others who have. */
export function usePresence(id: Ref<string>) {
  const others = ref<string[]>([])
  const session = useSession()
  let timer: ReturnType<typeof setTimeout> | undefined

  function show(here: { account: string, name: string }[] | null | undefined): void {
    others.value = (here ?? []).filter((p) => p.account !== session.account?.id).map((p) => p.name)
  }

  async function say(): Promise<void> {
    const asked = id.value
    if (!asked) return
    const reply = await answer(api.POST('/api/v1/cases/{id}/presence', { params: { path: { id: asked } } })).catch(() => undefined)
    if (asked !== id.value) return
    if (reply) show(reply.here) // without it the last word stands; the lock is a courtesy, the server decides
    timer = setTimeout(say, (reply?.every ?? 20) * 1000)
  }

  function leave(from: string | undefined): void {
    clearTimeout(timer)
    others.value = []
    if (from) void api.DELETE('/api/v1/cases/{id}/presence', { params: { path: { id: from } }, keepalive: true }).catch(() => undefined)
  }

  watch(id, (_, before) => {
    leave(before)
    void say()
  }, { immediate: true })
  const away = (): void => leave(id.value)
  window.addEventListener('pagehide', away) // a closed tab unmounts nothing
  onUnmounted(() => {
    window.removeEventListener('pagehide', away)
    away()
  })

  return {
    others,
    heard(news: News): void {
      if (news.case === id.value && news.state === undefined) show(news.here)
    },
  }
}
