import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { answer, api, onExpiry } from '../../api/client'
import DecisionDialog from '../cases/DecisionDialog.vue'
import { decisionOf, type CaseView, type Decision } from '../cases/decisions'
import { useSession } from './store'

const account = { id: 'a', staff: true, name: '褚红梅', login: 'x', locale: '', elder: false, has_phone: false, must_change: false, grants: [] }
let alive: boolean
let seen: { path: string, body: string }[]

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
}

async function server(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname
  const body = await request.text()
  seen.push({ path, body })
  if (path.endsWith('/sessions/staff')) {
    alive = body.includes('right')
    return alive ? json(201, { account }) : json(401, { code: 'identity.wrong_password', detail: 'wrong', status: 401 })
  }
  return alive ? json(200, { ...account, items: [] }) : json(401, { code: 'identity.session_expired', detail: 'expired', status: 401 })
}

beforeEach(async () => {
  // jsdom has no modal dialogs.
  HTMLDialogElement.prototype.showModal = () => undefined
  HTMLDialogElement.prototype.close = () => undefined
  setActivePinia(createPinia())
  seen = []
  vi.stubGlobal('fetch', vi.fn(server))
  onExpiry(() => useSession().renew())
  await useSession().signIn('x', 'right')
  alive = false
})

afterEach(() => vi.unstubAllGlobals())

test('a request waits for the new session and is then sent again, with what it carried', async () => {
  const session = useSession()
  const asked = answer(api.POST('/api/v1/search', { body: { by: 'number', text: '2026宣12' } }))
  const other = answer(api.GET('/api/v1/me'))
  await flushPromises()
  expect(session.expired).toBe(true)
  await expect(session.continueWith('wrong')).rejects.toThrow('wrong')
  expect(session.expired).toBe(true)
  await session.continueWith('right')
  await Promise.all([asked, other])
  expect(session.expired).toBe(false)
  const sent = seen.filter((s) => s.path.endsWith('/search'))
  expect(sent).toHaveLength(2)
  expect(sent[1]).toEqual(sent[0])
})

test('who leaves instead gets the refusal', async () => {
  const asked = answer(api.GET('/api/v1/me'))
  await flushPromises()
  useSession().forget()
  await expect(asked).rejects.toMatchObject({ status: 401 })
})

test('a form keeps what was typed while the session runs out and comes back', async () => {
  const view = { id: 'c', number: '', name: '张*', center: '1', center_title: '', actions: ['decline'], kind: 'dispute', type: '02' } as unknown as CaseView
  const page = mount(DecisionDialog, { props: { decision: decisionOf('decline') as Decision, view } })
  await page.get('textarea').setValue('属于法院管辖')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(useSession().expired).toBe(true)
  expect(page.get('textarea').element.value).toBe('属于法院管辖')
  await useSession().continueWith('right')
  await vi.waitFor(() => expect(page.emitted('done')).toHaveLength(1))
  expect(seen.filter((s) => s.path.endsWith('/refusal')).at(-1)?.body).toContain('属于法院管辖')
})
