import { expect, test, vi } from 'vitest'
import { soon } from './news'

test('a burst of news makes one reading', () => {
  vi.useFakeTimers()
  const read = vi.fn()
  const again = soon(read, 400)
  for (let i = 0; i < 10; i++) again()
  vi.advanceTimersByTime(399)
  expect(read).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(read).toHaveBeenCalledTimes(1)
  vi.useRealTimers()
})
