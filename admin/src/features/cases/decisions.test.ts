import { expect, test } from 'vitest'
import { beginning, decisionOf, decisions, openDecisions, type CaseView, type Decision } from './decisions'

const view = {
  center: '1', kind: 'dispute', type: '02', risk: 'low', actions: ['accept', 'decline', 'withdraw'],
  suggested: { kind: 'petition', type: '', risk: 'high', reasons: [], advice: { center: '2', department: 'd' } },
} as unknown as CaseView

test('only what the server allows is offered', () => {
  expect(openDecisions(view).map((d) => d.event)).toEqual(['accept', 'decline', 'withdraw'])
  expect(openDecisions({ ...view, actions: null })).toEqual([])
})

const begin = (event: string) => beginning(decisionOf(event) as Decision, view)

test('a form begins with the advice, and with nothing where a person must think', () => {
  expect(begin('accept')).toEqual({ center: '2' })
  expect(begin('decline')).toEqual({ reason: '', note: '' })
  expect(begin('correct')).toEqual({ kind: 'petition', type: '02' })
  expect(begin('hand_over')).toMatchObject({ center: '' })
})

test('no event and no path is listed twice', () => {
  for (const part of ['event', 'path'] as const) expect(new Set(decisions.map((d) => d[part])).size).toBe(decisions.length)
})
