import { beforeAll, expect, test } from 'vitest'
import { speak } from '../../i18n/texts'
import { amountOf, emptyRow, lastDue, termsOf } from './agreement'

beforeAll(() => speak('zh-CN'))

const rows = [
  { text: '李四拆除围墙', yuan: '', due: '2027-03-31' },
  emptyRow(),
  { text: '李四赔偿张三', yuan: '1,200.5', due: '2026-12-31' },
]

test('rows become numbered terms; an empty one is none', () => {
  expect(termsOf(rows)).toBe('1. 李四拆除围墙，于2027年3月31日前履行\n2. 李四赔偿张三，金额¥1,200.50，于2026年12月31日前履行')
  expect(termsOf([emptyRow()])).toBe('')
  expect(termsOf([{ ...emptyRow(), yuan: '5' }])).toBe('1. 金额¥5.00')
})

test('the money is added up in fen, and what is no amount is not taken for nothing', () => {
  expect(amountOf(rows)).toBe(120050)
  expect(amountOf([{ ...emptyRow(), yuan: '0.1' }, { ...emptyRow(), yuan: '0.2' }])).toBe(30)
  expect(amountOf([{ ...emptyRow(), yuan: '一千' }])).toBeUndefined()
})

test('the agreement is performed by its latest day', () => {
  expect(lastDue(rows)).toBe('2027-03-31')
  expect(lastDue([emptyRow()])).toBe('')
})
