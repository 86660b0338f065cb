import { expect, test, vi } from 'vitest'
import type { Of } from '../../services/api'

vi.stubGlobal('wx', { getStorageSync: () => '', getAppBaseInfo: () => ({ language: 'zh_CN' }) })

const now = Date.parse('2026-11-29T16:30:00Z') // Monday the 30th in Shanghai, half past midnight

test('a week begins on the Monday of Shanghai', async () => {
  const { daysOf, boundsOf } = await import('./week')
  expect(daysOf(0, now)).toEqual(['2026-11-30', '2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04', '2026-12-05', '2026-12-06'])
  expect(daysOf(-1, now)[0]).toBe('2026-11-23')
  expect(daysOf(0, Date.parse('2026-12-06T10:00:00Z'))[0]).toBe('2026-11-30')
  expect(boundsOf(daysOf(0, now))).toEqual({ from: '2026-11-29T16:00:00.000Z', to: '2026-12-06T16:00:00.000Z' })
})

test('a day has its visits in order, and a leave on every day that it touches', async () => {
  const { daysOf, weekOf } = await import('./week')
  const at = (id: string, start: string, state = 'confirmed') => ({ id, start, end: start, state, room_name: '一号室', case: 'c' }) as unknown as Of<'AppointmentView'>
  const leave = { id: 'b', start: '2026-12-01T06:00:00Z', end: '2026-12-03T04:00:00Z', reason: 'leave' } as Of<'BlockView'>
  const week = weekOf(daysOf(0, now), [at('late', '2026-11-30T06:00:00Z'), at('early', '2026-11-30T01:00:00Z'), at('no', '2026-11-30T02:00:00Z', 'declined')], [leave], now)
  expect(week[0]?.visits.map((v) => v.id)).toEqual(['early', 'late'])
  expect(week.map((d) => d.away[0]?.text ?? '').slice(0, 5)).toEqual(['', '14:00–24:00 请假', '全天 请假', '00:00–12:00 请假', ''])
  expect(week.map((d) => d.today).indexOf(true)).toBe(0)
})
