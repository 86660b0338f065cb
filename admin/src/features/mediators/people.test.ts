import { expect, test } from 'vitest'
import { bodyOf, formOf, lapsed } from './people'

const profile = {
  account: 'a', grade: 'second', expert: ['01'], conflicts: [], hours: [{ days: [1], from: '09:00', to: '12:00' }],
  qualifications: [{ name: '调解员证', until: '2027-01-01' }, { name: '律师' }],
}

test('what is read is what is sent again', () => {
  expect(bodyOf(formOf(profile))).toEqual({ grade: 'second', expert: ['01'], hours: profile.hours, qualifications: profile.qualifications })
})

test('empty rows are left out', () => {
  const form = formOf(profile)
  form.qualifications.push({ name: ' ', until: '2027-01-01' })
  expect(bodyOf(form).qualifications).toHaveLength(2)
})

test.each([['', false], ['2026-11-26', true], ['2026-11-27', false]])('until %s has lapsed: %s', (until, is) => {
  expect(lapsed(until, '2026-11-27')).toBe(is)
})
