import { expect, test } from 'vitest'
import type { Of } from '../../services/api'
import { linesOf, metres } from './distance'

const here = { lat: 30.94, lng: 118.76 }

test('Xuancheng and Ningguo are some forty kilometres apart', () => {
  expect(metres(here, { lat: 30.63, lng: 118.98 }) / 1000).toBeCloseTo(40.4, 0)
  expect(metres(here, here)).toBe(0)
})

test('the nearest center comes first, those without a place last and in their order', () => {
  const at = (id: string, lat?: number) => ({ id, title: id, ...(lat ? { lat, lng: 118.76 } : {}) }) as Of<'CenterView'>
  const all = [at('none'), at('far', 31.2), at('near', 30.941), at('unknown')]
  expect(linesOf(all, here).map((one) => [one.id, one.far])).toEqual([['near', '111 m'], ['far', '28.9 km'], ['none', ''], ['unknown', '']])
  expect(linesOf(all, here, false).map((one) => one.id)).toEqual(['none', 'far', 'near', 'unknown'])
  expect(linesOf(all, undefined)[0]?.far).toBe('')
})
