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

test('days are those of Shanghai, from tomorrow on', async () => {
  const { daysFrom } = await import('./offers')
  expect(daysFrom(Date.parse('2026-11-27T17:00:00Z'), 3)).toEqual(['2026-11-29', '2026-11-30', '2026-12-01'])
})
