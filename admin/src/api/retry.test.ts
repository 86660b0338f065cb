import { expect, test } from 'vitest'
import { retryKey } from './retry'

test('the same content keeps its key, another one gets another', () => {
  const key = retryKey()
  const first = key({ note: 'a' })
  expect(first).toMatch(/^[0-9a-f]{32}$/)
  expect(key({ note: 'a' })).toBe(first)
  expect(key({ note: 'b' })).not.toBe(first)
  expect(retryKey()({ note: 'a' })).not.toBe(first)
})
