import { expect, test } from 'vitest'
import type { CaseView } from './decisions'
import { methodsFor, signersLeft } from './signing'

const view = { type: '02', mediator: 'm', parties: [{ id: 'p1' }, { id: 'p2' }], outcome: { signers: ['p1'] } } as unknown as CaseView

test('the mediator signs as such, other staff set the seal, and nobody signs twice', () => {
  expect(signersLeft(view, 'm')).toEqual(['mediator', 'p2'])
  expect(signersLeft(view, 'officer')).toEqual(['seal', 'p2'])
})

test('staff enter a party’s signature in ink only, and a family’s papers are signed in ink by all', () => {
  expect(methodsFor(view, 'mediator')).toEqual(['electronic', 'ink'])
  expect(methodsFor(view, 'p2')).toEqual(['ink'])
  expect(methodsFor({ ...view, type: '01' }, 'seal')).toEqual(['ink'])
})
