import { expect, test } from 'vitest'
import { lastMonth, periodOf } from './period'

test('a period comes from the address whole, or is the month until today', () => {
  expect(periodOf({ from: '2026-01-01', to: '2026-03-31' }, '2026-11-27')).toEqual({ from: '2026-01-01', to: '2026-03-31' })
  expect(periodOf({ from: '2026-01-01' }, '2026-11-27')).toEqual({ from: '2026-11-01', to: '2026-11-27' })
  expect(periodOf({ from: 'x', to: 'y' }, '2026-11-27')).toEqual({ from: '2026-11-01', to: '2026-11-27' })
})

test('the month before January is December', () => {
  expect(lastMonth('2027-01-05')).toEqual({ from: '2026-12-01', to: '2026-12-31' })
})
