import { expect, test } from 'vitest'
import { bodyOf, lacking, stepOf, steps, type Step, type Typed } from './steps'

const typed = (more: Partial<Typed> = {}): Typed => ({ note: '', choice: '', files: [], key: 'k', ...more })
const step = (event: string): Step => {
  const found = stepOf(event)
  if (!found) throw new Error(event)
  return found
}

test('each step is there once', () => {
  expect(new Set(steps.map((s) => s.event)).size).toBe(steps.length)
})

test('what lacks is named before anything is sent', () => {
  expect(lacking(step('withdraw'), typed())).toBe('note')
  expect(lacking(step('withdraw'), typed({ note: ' \n' }))).toBe('note')
  expect(lacking(step('withdraw'), typed({ note: '已和解' }))).toBe('')
  expect(lacking(step('take_stand'), typed({ note: '愿意' }))).toBe('choice')
  expect(lacking(step('take_stand'), typed({ choice: 'agreed' }))).toBe('')
  expect(lacking(step('add_files'), typed({ note: '照片' }))).toBe('files')
  expect(lacking(step('sign'), typed())).toBe('')
})

test('the body holds what the step asks for and nothing else', () => {
  expect(bodyOf(step('sign'), typed({ note: 'x' }))).toEqual({ method: 'electronic' })
  expect(bodyOf(step('take_stand'), typed({ choice: 'refused', note: ' 不 ' }))).toEqual({ note: '不', stand: 'refused' })
  expect(bodyOf(step('supply'), typed({ note: '补', files: ['f'] }))).toEqual({ note: '补', files: ['f'] })
})
