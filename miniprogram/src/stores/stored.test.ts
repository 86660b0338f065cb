import { expect, test, vi } from 'vitest'
import { forgetAll, stored } from './stored'

const kept = new Map<string, unknown>()
vi.stubGlobal('wx', {
  getStorageSync: (key: string) => kept.get(key) ?? '',
  setStorageSync: (key: string, value: unknown) => kept.set(key, value),
  removeStorageSync: (key: string) => kept.delete(key),
  clearStorageSync: () => kept.clear(),
})

test('what is kept outlives the app, and nothing outlives forgetting', () => {
  const draft = stored('draft', 'none')
  draft.set('typed')
  expect(stored('draft', 'none').get()).toBe('typed')
  forgetAll()
  expect(draft.get()).toBe('none')
  expect(kept.size).toBe(0)
})
