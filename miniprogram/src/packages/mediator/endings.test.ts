import { expect, test, vi } from 'vitest'
import type { Typed } from './endings'

vi.stubGlobal('wx', { getStorageSync: () => '', getAppBaseInfo: () => ({ language: 'zh_CN' }) })

const empty: Typed = { oral: false, terms: [{ text: '', yuan: '', due: '' }], facts: '', matter: '', perform: '', why: '', onward: [], reason: '', note: '' }

test('each ending says what it lacks', async () => {
  const { lacking } = await import('./endings')
  const lacks = (how: 'settle' | 'fail' | 'terminate', more: Partial<Typed> = {}) => lacking(how, { ...empty, ...more })?.field
  expect([lacks('settle'), lacks('fail'), lacks('terminate')]).toEqual(['terms', 'terms', 'reason'])
  expect(lacks('settle', { terms: [{ text: '甲付乙钱', yuan: '三百', due: '' }] })).toBe('amount')
  expect(lacks('fail', { why: '分歧太大' })).toBe('onward')
  expect(lacks('terminate', { reason: 'ended' })).toBe('note')
  expect(lacks('settle', { terms: [{ text: '甲付乙钱', yuan: '300', due: '' }] })).toBeUndefined()
})

test('an agreement by word is its terms alone; a written one says the rest', async () => {
  const { bodyOf } = await import('./endings')
  const typed = { ...empty, terms: [{ text: '甲付乙钱', yuan: '300', due: '2026-12-31' }], facts: '菜地被冲', note: ' ' }
  expect(bodyOf('settle', { ...typed, oral: true })).toEqual({
    oral: true, terms: '1. 甲付乙钱，金额 300 元，于2026年12月31日 周四前履行', amount: 30000, perform_by: '2026-12-31' })
  expect(bodyOf('settle', typed)).toMatchObject({ oral: false, facts: '菜地被冲', matter: '', perform_how: '' })
  expect(bodyOf('fail', { ...empty, why: ' 谈不拢 ', onward: ['court'] })).toEqual({ terms: '谈不拢', onward: ['court'] })
  expect(bodyOf('terminate', { ...empty, reason: 'ended', note: '要求停' })).toEqual({ reason: 'ended', note: '要求停' })
})
