import { expect, test } from 'vitest'
import { mondayOf, visitSteps, type Visit } from './visits'

const start = Date.parse('2026-12-01T01:00:00Z')
const visit = (state: string) => ({ state, start: '2026-12-01T01:00:00Z', end: '2026-12-01T02:00:00Z' }) as unknown as Visit
const mediator = { mine: true, books: false, cancels: false, receives: true }
const officer = { mine: false, books: true, cancels: true, receives: true }
const day = 86_400_000

test('only the mediator answers a request; only who books answers a proposal', () => {
  expect(visitSteps(visit('requested'), mediator, start - day)).toEqual(['confirm', 'propose', 'decline', 'cancel'])
  expect(visitSteps(visit('requested'), officer, start - day)).toEqual(['cancel'])
  expect(visitSteps(visit('proposed'), officer, start - day)).toEqual(['accept', 'reject', 'cancel'])
  expect(visitSteps(visit('proposed'), mediator, start - day)).toEqual(['cancel'])
})

test('people arrive around the time, and stay away only after it has begun', () => {
  expect(visitSteps(visit('confirmed'), mediator, start - day)).toEqual(['cancel'])
  expect(visitSteps(visit('confirmed'), officer, start - 1000)).toEqual(['check_in', 'cancel'])
  expect(visitSteps(visit('confirmed'), mediator, start + 1000)).toEqual(['check_in', 'no_show'])
  expect(visitSteps(visit('confirmed'), officer, start + day)).toEqual([])
  expect(visitSteps(visit('done'), mediator, start + day)).toEqual([])
})

test('a week begins on Monday', () => {
  expect(mondayOf('2026-11-27')).toBe('2026-11-23')
  expect(mondayOf('2026-11-23')).toBe('2026-11-23')
  expect(mondayOf('2026-11-29')).toBe('2026-11-23')
  expect(mondayOf('2027-01-01')).toBe('2026-12-28')
})
