import { beforeAll, expect, test } from 'vitest'
import { hoursLine } from './places'
import { speak } from './texts'

beforeAll(() => speak('en'))

test.each([
  [[{ days: [1, 2, 3, 4, 5], from: '08:30', to: '12:00' }, { days: [5, 4, 3, 2, 1], from: '14:00', to: '17:30' }], 'Mon–Fri 08:30–12:00, 14:00–17:30'],
  [[{ days: [0, 1, 3, 6], from: '09:00', to: '10:00' }], 'Mon, Wed, Sat–Sun 09:00–10:00'],
  [[], ''],
])('%j in one line', (periods, line) => {
  expect(hoursLine(periods)).toBe(line)
})
