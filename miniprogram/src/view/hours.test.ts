import { expect, test, vi } from 'vitest'

vi.stubGlobal('wx', { getStorageSync: () => '', getAppBaseInfo: () => ({ language: 'zh_CN' }) })

test('hours are said by runs of days', async () => {
  const { hoursLines } = await import('./hours')
  const working = [1, 2, 3, 4, 5]
  expect(hoursLines([{ days: working, from: '08:30', to: '12:00' }, { days: working, from: '14:00', to: '17:30' }, { days: [0, 6], from: '09:00', to: '11:00' }]))
    .toEqual(['周一–周五 08:30–12:00、14:00–17:30', '周六–周日 09:00–11:00'])
  expect(hoursLines([{ days: [1, 3], from: '08:30', to: '12:00' }])).toEqual(['周一、周三 08:30–12:00'])
  expect(hoursLines(undefined)).toEqual([])
})
