import { expect, test } from 'vitest'
import { day, lastDay, money } from './format'
import { fill, firstLanguage, languages, named, speak, t } from './texts'

test('every language can be spoken', async () => {
  const titles = new Set<string>()
  for (const language of languages) {
    await speak(language)
    titles.add(t('console.title'))
    expect(document.documentElement.lang).toBe(language)
  }
  expect(titles.size).toBe(languages.length)
})

test('values are put in, and a name without one stays', () => {
  expect(fill('{n} of {all}', { n: 1 })).toBe('1 of {all}')
})

test('the chosen language comes first, then the browser’s', () => {
  expect(firstLanguage('en', 'zh-CN')).toBe('en')
  expect(firstLanguage(null, 'zh-TW')).toBe('zh-CN')
  expect(firstLanguage('klingon', 'de')).toBe('en')
})

test('a code that is newer than the console is shown as it is', async () => {
  await speak('en')
  expect(named('state', 'queued')).not.toBe('queued')
  expect(named('state', 'brand_new')).toBe('brand_new')
})

test('days are those of Shanghai, and a period ends on the day before its midnight', async () => {
  await speak('en')
  expect(day('2026-12-01T16:00:00Z')).toBe('Dec 2, 2026')
  expect(lastDay('2026-12-01T16:00:00Z')).toBe('Dec 1, 2026')
  expect(money(123456)).toBe('CN¥1,234.56')
  await speak('zh-CN')
  expect(day('2026-12-01T16:00:00Z')).toBe('2026年12月2日')
})
