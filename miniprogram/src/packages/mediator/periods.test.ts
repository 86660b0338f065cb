import { expect, test } from 'vitest'
import { periodOf } from './periods'

test('periods end today, or with the last month', () => {
  expect(periodOf('month', '2026-11-27')).toEqual({ from: '2026-11-01', to: '2026-11-27' })
  expect(periodOf('year', '2026-11-27')).toEqual({ from: '2026-01-01', to: '2026-11-27' })
  expect(periodOf('last_month', '2026-11-27')).toEqual({ from: '2026-10-01', to: '2026-10-31' })
  expect(periodOf('last_month', '2028-01-31')).toEqual({ from: '2027-12-01', to: '2027-12-31' })
  expect(periodOf('last_month', '2028-03-31').to).toBe('2028-02-29')
})
