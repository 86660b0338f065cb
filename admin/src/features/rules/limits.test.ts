import { expect, test } from 'vitest'
import { lengthOf, unitOf, withLength, withUnit } from './limits'

const limit = { limit: 'assign', workdays: 3, source: 'x' }

test('a limit is in days or in working days, never in both', () => {
  expect(withLength(limit, 2)).toEqual({ limit: 'assign', workdays: 2, source: 'x' })
  expect(withUnit(limit, 'days')).toEqual({ limit: 'assign', days: 3, source: 'x' })
  expect(withUnit(withUnit(limit, 'days'), 'workdays')).toEqual(limit)
  expect([unitOf(limit), lengthOf(limit)]).toEqual(['workdays', 3])
})
