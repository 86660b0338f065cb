import { expect, test, vi } from 'vitest'

vi.stubGlobal('wx', { getStorageSync: () => '', getAppBaseInfo: () => ({ language: 'zh_CN' }) })
const now = Date.parse('2026-11-30T02:30:00Z') // 10:30 in Shanghai

test('a record begins with the session that was booked, when it has begun', async () => {
  const { sittingOf } = await import('./sitting')
  const booked = { start: '2026-11-30T01:00:00Z', end: '2026-11-30T03:00:00Z' }
  expect(sittingOf(booked, now)).toEqual({ day: '2026-11-30', from: '09:00', to: '10:30' })
  expect(sittingOf({ start: '2026-12-01T01:00:00Z', end: '2026-12-01T02:00:00Z' }, now)).toEqual({ day: '2026-11-30', from: '09:30', to: '10:30' })
  expect(sittingOf(undefined, now).from).toBe('09:30')
})

test('what is typed is the time of Shanghai', async () => {
  const { momentOf } = await import('./sitting')
  expect(momentOf('2026-11-30', '08:30')).toBe('2026-11-30T00:30:00.000Z')
})
