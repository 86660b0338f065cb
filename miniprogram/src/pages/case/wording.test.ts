import { beforeAll, expect, test, vi } from 'vitest'
import type { Of } from '../../services/api'

type Case = Of<'CaseView'>

beforeAll(() => {
  vi.stubGlobal('wx', { getStorageSync: () => '', getAppBaseInfo: () => ({ language: 'zh_CN', fontSizeSetting: 16 }) })
})

const base = {
  id: 'c', number: '', type: '02', state: 'submitted', filed: '2026-11-27T01:00:00Z', center_title: '郎溪县矛调中心', center_phone: '0563',
  actions: [], parties: [], timeline: [], threads: [], evidence: [], rated: false,
} as unknown as Case

test('only what is offered is shown, the pressing first', async () => {
  const { shown } = await import('./wording')
  expect(shown(base)).toMatchObject({ urgent: null, others: [], canBook: false, canRate: false })
  const c = shown({ ...base, actions: ['withdraw', 'supply', 'unknown'] })
  expect(c.urgent?.event).toBe('supply')
  expect(c.others.map((one) => one.event)).toEqual(['withdraw'])
})

test('a time is booked when there is a mediator and none is fixed', async () => {
  const { shown } = await import('./wording')
  expect(shown({ ...base, state: 'assigned', mediator: 'm' }).canBook).toBe(true)
  expect(shown({ ...base, state: 'queued' }).canBook).toBe(false)
  const appointment = { id: 'a', room: 'r', start: '2026-11-30T01:00:00Z', end: '2026-11-30T02:30:00Z' }
  expect(shown({ ...base, state: 'assigned', mediator: 'm', appointment })).toMatchObject({
    canBook: false, meeting: { id: 'a', text: '2026年11月30日 周一 09:00–10:30' } })
})

test('the place in the queue says how long it takes, when that is known', async () => {
  const { queueText } = await import('./wording')
  const place = { ahead: 3, low: 2, high: 5, known: true, more: false, waiting: true }
  expect(queueText(place)).toBe('前面还有 3 件。 一般再等 2 到 5 天。')
  expect(queueText({ ...place, known: false })).toBe('前面还有 3 件。')
  expect(queueText({ ...place, ahead: 0, known: false })).toBe('前面没有人，下一件就是您的。')
  expect(queueText({ ...place, waiting: false })).toBe('')
})
