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

test('a court is asked about an agreement in force, and answers what it was asked; an office replies to a call', () => {
  const settled = view('ask_confirmation', 'confirmation', 'reply_summons')
  expect(buttonsFor(settled, true)).toEqual([])
  const asked = { ...settled, outcome: { signed: true }, confirmation: { court: '法院' }, summons: [{ department: 'd' }] } as unknown as CaseView
  expect(buttonsFor(asked, true).map((b) => b.event)).toEqual(['ask_confirmation', 'confirmation', 'reply_summons'])
})
