import { expect, test } from 'vitest'
import { caseOf, filterOf, queryOf } from './query'

test('what is written into an address is read from it', () => {
  const filter = { actor: 'a1', object: 'case|c1' }
  expect(filterOf(queryOf(filter) as Record<string, string>)).toEqual(filter)
  expect(queryOf({ actor: ' ', object: '' })).toEqual({})
  expect(filterOf({ actor: ['x', 'y'], object: null })).toEqual({ actor: '', object: '' })
})

test('only a case is a case', () => {
  expect(caseOf('case|c1')).toBe('c1')
  expect(caseOf('account|a1')).toBe('')
  expect(caseOf(undefined)).toBe('')
})
