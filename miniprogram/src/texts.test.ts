import { expect, test } from 'vitest'
import { fill, languageOf, text } from './texts'

test('WeChat languages map to those of the catalog', () => {
  expect(['zh_CN', 'zh_TW', 'en', 'en_US', 'fr', ''].map(languageOf)).toEqual(
    ['zh-CN', 'zh-CN', 'en', 'en', 'zh-CN', 'zh-CN'])
})

test('texts come from the shared catalog', () => {
  expect(text('zh-CN', 'app.name')).toBe('言和')
  expect(text('en', 'app.name')).toBe('Yanhe')
})

test('an argument fills its placeholder and nothing else', () => {
  expect(fill('第 {n} 位，{name}', { n: 3, name: '{n}' })).toBe('第 3 位，{n}')
  expect(fill('{missing} {n}', { n: 0 })).toBe('{missing} 0')
})
