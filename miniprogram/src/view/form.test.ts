import { expect, test, vi } from 'vitest'

const kept = new Map<string, unknown>()
vi.stubGlobal('wx', {
  getStorageSync: (key: string) => kept.get(key) ?? '', setStorageSync: (key: string, value: unknown) => kept.set(key, value),
  getAppBaseInfo: () => ({ language: 'zh_CN' }),
})

test('what is typed outlives the app, and the key stays with it until something is changed', async () => {
  const { form } = await import('./form')
  const first = form('one', { text: '', days: 1 })
  first.type({ text: '双方' })
  const key = first.key()
  expect(first.key()).toBe(key)
  const again = form('one', { text: '', days: 1 })
  expect(again.get()).toEqual({ text: '双方', days: 1 })
  expect(again.key()).toBe(key)
  again.type({ days: 2 })
  expect(again.key()).not.toBe(key)
  expect(again.get().text).toBe('双方')
})

test('a form that was sent begins anew, under another key', async () => {
  const { form } = await import('./form')
  const one = form('two', { text: '' })
  one.type({ text: 'a' })
  const key = one.key()
  one.drop()
  expect([one.get().text, one.key() === key]).toEqual(['', false])
})
