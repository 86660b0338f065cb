import { expect, test } from 'vitest'
import { clockOf, clockText, dayOf, daysLater, isDay, minutesInto, moment } from './calendar'

test('a day is the centers\' day, wherever the reader is', () => {
  expect(dayOf('2026-11-27T16:30:00Z')).toBe('2026-11-28')
  expect(clockOf('2026-11-27T16:30:00Z')).toBe('00:30')
  expect(new Date(moment('2026-11-28', '09:30')).toISOString()).toBe('2026-11-28T01:30:00.000Z')
})

test('days are counted over the ends of months and years', () => {
  expect(daysLater('2026-12-31', 1)).toBe('2027-01-01')
  expect(daysLater('2028-03-01', -1)).toBe('2028-02-29')
})

test.each([['2026-02-30', false], ['2026-2-3', false], ['x', false], ['', false], ['2026-11-28', true]])('%s is a day: %s', (text, is) => {
  expect(isDay(text)).toBe(is)
})

test('minutes into a day', () => {
  expect(minutesInto('2026-11-28', '2026-11-28T01:30:00Z')).toBe(570)
  expect(minutesInto('2026-11-28', '2026-11-27T15:00:00Z')).toBe(-60)
  expect(clockText(570)).toBe('09:30')
})
