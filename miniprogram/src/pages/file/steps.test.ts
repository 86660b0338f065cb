import { expect, test, vi } from 'vitest'

vi.stubGlobal('wx', {
  getStorageSync: () => '', setStorageSync: () => undefined,
  getAppBaseInfo: () => ({ language: 'zh_CN', fontSizeSetting: 16, theme: 'light' }),
})
const { lacking, lackingAny, stepOf } = await import('./steps')
const { draft, nobody } = await import('../../stores/draft')
const empty = draft.get()
const fields = (found: Record<string, string>) => Object.keys(found)

test('each field has its step', () => {
  expect(['type', 'amount', 'evidence', 'division', 'others.0.name', 'representative.authorisation', 'consent'].map(stepOf))
    .toEqual(['about', 'story', 'story', 'place', 'who', 'who', 'check'])
})

test('an empty draft lacks what every filing needs', () => {
  expect(fields(lackingAny(empty))).toEqual(['type', 'what', 'division', 'applicant.name', 'applicant.phone', 'consent'])
})

test('for somebody else, only the representative has to be reached', () => {
  const d = { ...empty, proxy: true, applicant: { ...nobody(), name: '老母亲' }, representative: { ...nobody(), name: '女儿', phone: '13812345678', relation: '' } }
  expect(fields(lacking('who', d))).toEqual(['representative.relation'])
  expect(fields(lacking('who', { ...d, representative: { ...d.representative, relation: 'lawyer' } }))).toEqual(['representative.authorisation'])
  expect(fields(lacking('who', { ...d, representative: { ...d.representative, relation: 'child' } }))).toEqual([])
})

test('the other side needs a name once anything is said of it', () => {
  const d = { ...empty, applicant: { ...nobody(), name: '王', phone: '0563-3021234' } }
  expect(fields(lacking('who', d))).toEqual([])
  expect(fields(lacking('who', { ...d, others: [{ ...nobody(), phone: '13812345678' }] }))).toEqual(['others.0.name'])
  expect(fields(lacking('who', { ...d, known: false, others: [nobody(), nobody()] }))).toEqual([])
})

test('a phone number has the form of one', () => {
  const at = (phone: string) => fields(lacking('who', { ...empty, applicant: { ...nobody(), name: '王', phone } }))
  expect(at('12')).toEqual(['applicant.phone'])
  expect(at(' 13812345678 ')).toEqual([])
})
