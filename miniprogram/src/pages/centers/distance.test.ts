import { expect, test } from 'vitest'
import { metres } from './distance'

test('Xuancheng and Ningguo are some thirty-five kilometres apart', () => {
  expect(metres({ lat: 30.94, lng: 118.76 }, { lat: 30.63, lng: 118.98 }) / 1000).toBeCloseTo(40.4, 0)
  expect(metres({ lat: 30.94, lng: 118.76 }, { lat: 30.94, lng: 118.76 })).toBe(0)
})
