import { expect, test } from 'vitest'
import { buttonsFor } from './buttons'
import type { CaseView } from './decisions'

const view = (...actions: string[]) => ({ actions, kind: 'dispute', type: '02', center: '1' }) as unknown as CaseView

test('only what the server allows is offered, and the casework not on the desk', () => {
  const now = view('settle', 'add_record', 'terminate', 'recuse')
  expect(buttonsFor(now, true).map((b) => b.event)).toEqual(['add_record', 'settle', 'terminate', 'recuse'])
  expect(buttonsFor(now, false).map((b) => b.event)).toEqual(['terminate', 'recuse'])
  expect(buttonsFor(view(), true)).toEqual([])
})

test('an oral agreement is not signed', () => {
  const settled = { ...view('sign', 'close'), outcome: { oral: true } } as unknown as CaseView
  expect(buttonsFor(settled, true).map((b) => b.event)).toEqual(['close'])
})
