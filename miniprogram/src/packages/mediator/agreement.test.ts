import { beforeAll, expect, test, vi } from 'vitest'

beforeAll(() => {
  vi.stubGlobal('wx', { getStorageSync: () => '', getAppBaseInfo: () => ({ language: 'zh_CN', fontSizeSetting: 16 }) })
})

const terms = [
  { text: '李四拆除围墙', yuan: '', due: '2027-03-31' },
  { text: '', yuan: '', due: '' },
  { text: '李四赔偿张三', yuan: '1,200.5', due: '2026-12-31' },
]

test('terms are numbered lines; an empty one is none', async () => {
  const { termsOf } = await import('./agreement')
  expect(termsOf(terms)).toBe('1. 李四拆除围墙，于2027年3月31日 周三前履行\n2. 李四赔偿张三，金额 1200.50 元，于2026年12月31日 周四前履行')
  expect(termsOf([{ text: '', yuan: '', due: '' }])).toBe('')
  expect(termsOf([{ text: '', yuan: '5', due: '' }])).toBe('1. 金额 5 元')
})

test('money is added up in fen, and what is no amount is not taken for nothing', async () => {
  const { amountOf } = await import('./agreement')
  expect(amountOf(terms)).toBe(120050)
  expect(amountOf([{ text: '', yuan: '一千', due: '' }])).toBeNaN()
})

test('an agreement is kept by its latest day', async () => {
  const { lastDue } = await import('./agreement')
  expect([lastDue(terms), lastDue([])]).toEqual(['2027-03-31', ''])
})
