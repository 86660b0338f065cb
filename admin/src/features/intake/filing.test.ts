import { expect, test } from 'vitest'
import { emptyFiling, emptyPerson, fen, filingOf } from './filing'

test.each([['', 0], ['12', 1200], ['1,234.56', 123456], ['0.1', 10], ['1.234', undefined], ['-5', undefined], ['abc', undefined]])('%s yuan', (typed, is) => {
  expect(fen(typed)).toBe(is)
})

test('empty rows of the other side are not sent, consent is given by its version', () => {
  const form = { ...emptyFiling('341821000000'), others: [emptyPerson(), { ...emptyPerson(), name: '李四' }] }
  expect(filingOf(form, '2026-11', 'en')).toMatchObject({ division: '341821000000', others: [{ name: '李四' }], consent: '', amount: 0 })
  expect(filingOf({ ...form, consent: true, yuan: 'x' }, '2026-11', 'en')).toMatchObject({ consent: '2026-11', amount: -1 })
})
