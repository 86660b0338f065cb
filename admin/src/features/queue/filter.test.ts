import { expect, test } from 'vitest'
import { filterOf, states, withFilter } from './filter'

test('what is written into an address is read from it', () => {
  for (const state of states) {
    const filter = { state, overdue: false }
    expect(filterOf(withFilter({}, filter) as Record<string, string>)).toEqual(filter)
  }
  expect(filterOf(withFilter({ state: 'queued' }, { state: '', overdue: true }) as Record<string, string>)).toEqual({ state: '', overdue: true })
})

test('the rest of the address stays', () => {
  expect(withFilter({ center: '341821000000', overdue: '1' }, { state: '', overdue: false })).toEqual({ center: '341821000000' })
})

test.each([[{ state: 'no_such' }], [{ state: ['queued', 'closed'] }], [{ overdue: 'yes' }], [{}]])('%j is no filter', (query) => {
  expect(filterOf(query)).toEqual({ state: '', overdue: false })
})
