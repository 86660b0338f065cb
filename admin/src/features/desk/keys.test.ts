import { expect, test } from 'vitest'
import { afterLeaving, commandOf, keys, moved } from './keys'

const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
  commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, target: document.body, ...more })

test('each key has its command, in either case, and none has two', () => {
  for (const { key, command } of keys) {
    expect(press(key)).toBe(command)
    expect(press(key.toLowerCase())).toBe(command)
  }
  expect(new Set(keys.map((k) => k.key)).size).toBe(keys.length)
  expect(press('x')).toBeUndefined()
})

test.each(['input', 'textarea', 'select'])('no key is a command while somebody types in %s', (tag) => {
  expect(press('a', { target: document.createElement(tag) })).toBeUndefined()
})

test.each(['ctrlKey', 'metaKey', 'altKey', 'isComposing'] as const)('%s leaves the key to others', (held) => {
  expect(press('d', { [held]: true })).toBeUndefined()
})

test('a move stops at both ends', () => {
  expect([moved(0, -1, 3), moved(0, 1, 3), moved(2, 1, 3), moved(-1, 1, 3)]).toEqual([0, 1, 2, 0])
})

test('after a decision the next filing comes up, after the last the one before', () => {
  expect(afterLeaving(['a', 'b', 'c'], 'b')).toBe('c')
  expect(afterLeaving(['a', 'b'], 'b')).toBe('a')
  expect(afterLeaving(['a'], 'a')).toBeUndefined()
})
