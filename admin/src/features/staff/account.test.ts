import { expect, test } from 'vitest'
import { accountOf, emptyForm, oncePassword } from './account'

test('a password for the first sign-in is long, mixed and another one each time', () => {
  const all = new Set(Array.from({ length: 50 }, () => oncePassword()))
  expect(all.size).toBe(50)
  for (const one of all) expect(one).toMatch(/^([A-Z][a-z]{2}\d{2}-){2}[A-Z][a-z]{2}\d{2}$/)
  expect([...all].join('')).not.toMatch(/[01OIl]/)
})

test('committee and field are a mediator\'s only', () => {
  const form = { ...emptyForm(), login: ' li.si ', name: '李四', committee: '调委会', specialities: ['01'] }
  expect(accountOf(form, 'x')).toEqual({ login: 'li.si', name: '李四', password: 'x', grants: form.grants })
  expect(accountOf({ ...form, grants: [{ role: 'mediator', center: 'c' }] }, 'x')).toMatchObject({ committee: '调委会', specialities: ['01'], full_time: false })
})
