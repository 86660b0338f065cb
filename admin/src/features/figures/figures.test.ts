import { expect, test } from 'vitest'
import { states as listed } from '../queue/filter'
import { behind, figures, sum } from './figures'

test('every state is counted in one figure only', () => {
  const all = figures.flatMap((f) => f.states)
  expect(new Set(all).size).toBe(all.length)
  for (const state of listed) expect(all).toContain(state)
})

test('a figure is the sum of its states and leads to those with cases', () => {
  const waiting = figures.find((f) => f.id === 'waiting')
  if (!waiting) throw new Error('no such figure')
  expect(sum({ queued: 2, closed: 5 }, waiting.states)).toBe(2)
  expect(behind(waiting, { queued: 2, closed: 5 })).toEqual(['queued'])
})
