import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kinds, templatePath } from './documents'

test('every document of the program has a template to edit here', () => {
  const files = readdirSync(join(import.meta.dirname, '../../../../backend/document/templates')).map((f) => f.replace(/\.\w+$/, ''))
  expect([...kinds].sort()).toEqual([...new Set(files)].sort())
})

test('what stands in an address is escaped', () => {
  expect(templatePath('a/b', 'cover')).toBe('/api/v1/centers/a%2Fb/templates/cover')
})
