import { expect, test, vi } from 'vitest'
import type { Of } from '../../services/api'

vi.stubGlobal('wx', { getStorageSync: () => '', getAppBaseInfo: () => ({ language: 'zh_CN' }) })

type Case = Of<'CaseView'>
const parties = [{ id: 'p1', side: 'applicant', name: '陈*' }, { id: 'p2', side: 'other', name: '周*' }] as Case['parties']
const agreed = (more: object = {}, type = '02'): Case => ({ type, parties, outcome: { oral: false, signers: ['p1'], ...more } }) as unknown as Case

test('who has not signed yet, of a written agreement alone', async () => {
  const { signersLeft } = await import('./signing')
  expect(signersLeft(agreed())).toEqual(['mediator', 'p2'])
  expect(signersLeft(agreed({ oral: true }))).toEqual([])
  expect(signersLeft(agreed({ onward: ['court'] }))).toEqual([])
  expect(signersLeft({ type: '02', parties })).toEqual([])
})

test('only the mediator signs on the phone, and nobody an agreement about a marriage', async () => {
  const { inInk, signerWord } = await import('./signing')
  expect([inInk(agreed(), 'mediator'), inInk(agreed(), 'p2'), inInk(agreed({}, '01'), 'mediator')]).toEqual([false, true, true])
  expect([signerWord(agreed(), 'p2'), signerWord(agreed(), 'mediator'), signerWord(agreed(), 'seal')]).toEqual(['被申请人 周*', '调解员', '调解委员会印章'])
})
