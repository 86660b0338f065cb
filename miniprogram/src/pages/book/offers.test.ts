import { beforeAll, expect, test, vi } from 'vitest'

beforeAll(() => {
  vi.stubGlobal('wx', { getStorageSync: () => '', getAppBaseInfo: () => ({ language: 'zh_CN', fontSizeSetting: 16 }) })
})

test('a time without a free mediator is none', async () => {
  const { offersOf } = await import('./offers')
  const slot = { room: 'r', room_name: '一号室', room_name_en: 'Room 1', start: '2026-11-30T01:00:00Z', end: '2026-11-30T02:00:00Z' }
  expect(offersOf([{ ...slot, mediators: null }, { ...slot, mediators: [{ account: 'm', name: '王调解', specialities: [] }] }])).toEqual([
    { key: 'r|2026-11-30T01:00:00Z', when: '2026年11月30日 周一 09:00–10:00', hour: '09:00–10:00', where: '一号室', who: '王调解',
      slot: { room: 'r', mediator: 'm', start: slot.start, end: slot.end } }])
})

test('days with free times are those of Shanghai, in order, and no others', async () => {
  const { freeDays } = await import('./offers')
  const at = (start: string, mediators: object[] = [{ account: 'm', name: '王调解', specialities: [] }]) =>
    ({ room: 'r', room_name: '一号室', room_name_en: '', start, end: start, mediators }) as Parameters<typeof freeDays>[0][number]
  const days = freeDays([at('2026-12-01T01:00:00Z'), at('2026-11-30T01:00:00Z'), at('2026-11-30T17:00:00Z'), at('2026-12-02T01:00:00Z', [])])
  expect(days.map((one) => [one.key, one.offers.length])).toEqual([['2026-11-30', 1], ['2026-12-01', 2]])
})

test('days are read by the fortnight, from today to the furthest', async () => {
  const { dayAhead, stretch } = await import('./offers')
  const now = Date.parse('2026-11-27T17:00:00Z') // the 28th in Shanghai
  expect(stretch(0, now)).toEqual({ from: '2026-11-28', days: 14 })
  expect(stretch(4, now)).toEqual({ from: '2027-01-23', days: 5 })
  expect(stretch(5, now)).toBeUndefined()
  expect(dayAhead(now, 30)).toBe('2026-12-28')
})
