import { beforeAll, expect, test, vi } from 'vitest'
import type { Of } from '../../services/api'

type Appointment = Of<'AppointmentView'>

beforeAll(() => {
  vi.stubGlobal('wx', { getStorageSync: () => '', getAppBaseInfo: () => ({ language: 'zh_CN', fontSizeSetting: 16 }) })
})

const at = (id: string, state: string, start: string, more: Partial<Appointment> = {}): Appointment => ({
  id, state, start, end: start, case: 'c', room: 'r', room_name: '一号室', center: 'x', mediator: 'm', asked: start, ...more,
}) as Appointment

test('what has to be answered comes by its deadline, whatever its day', async () => {
  const { asked } = await import('./visits')
  const all = [
    at('late', 'requested', '2026-11-30T01:00:00Z', { reply_by: '2026-11-29T01:00:00Z' }),
    at('firm', 'confirmed', '2026-11-28T01:00:00Z'),
    at('soon', 'requested', '2026-12-02T01:00:00Z', { reply_by: '2026-11-28T01:00:00Z' }),
  ]
  expect(asked(all).map((one) => one.id)).toEqual(['soon', 'late'])
})

test('a day holds what stands, in order, and nothing that was declined', async () => {
  const { visitsOn } = await import('./visits')
  const all = [
    at('b', 'confirmed', '2026-11-28T03:00:00Z'), at('a', 'confirmed', '2026-11-28T01:00:00Z'),
    at('x', 'declined', '2026-11-28T02:00:00Z'), at('c', 'proposed', '2026-11-28T17:00:00Z'), // the 29th in Shanghai
  ]
  expect(visitsOn('2026-11-28', all).map((v) => v.id)).toEqual(['a', 'b'])
  expect(visitsOn('2026-11-29', all).map((v) => v.id)).toEqual(['c'])
})
