import { ref, watch } from 'vue'
import { answer, api } from '../../api/client'
import { may } from '../session/roles'
import { useSession } from '../session/store'

/** Whether rules may be changed: they hold for the whole tree, so that is a right at its top. */
export function useMayEdit() {
  const session = useSession()
  const allowed = ref(false)
  watch(() => session.account, async (account) => {
    allowed.value = false
    if (!may(account, 'ruling')) return
    const own = (account?.grants ?? []).filter((g) => g.role === 'moderator')
    const centers = await Promise.all(own.map((g) => answer(api.GET('/api/v1/centers/{id}', { params: { path: { id: g.center } } })).catch(() => undefined)))
    allowed.value = centers.some((c) => c && !c.parent)
  }, { immediate: true })
  return allowed
}
