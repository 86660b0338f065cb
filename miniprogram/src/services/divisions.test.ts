import { expect, test } from 'vitest'
import { named, type Division } from './divisions'

const division = (name: string): Division => ({ id: name, name, title: name, level: 'county' })

test('an address names a division; of two the longer one', () => {
  const among = ['宣州区', '宣城市经济开发区', '广德市'].map(division)
  expect(named('宣城市宣州区鳌峰街道', among)?.name).toBe('宣州区')
  expect(named('安徽省宣城市经济开发区科技路', among)?.name).toBe('宣城市经济开发区')
  expect(named('杭州市', among)).toBeUndefined()
})
