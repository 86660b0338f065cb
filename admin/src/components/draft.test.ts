import { afterEach, expect, test } from 'vitest'
import { forgetDrafts, useDraft } from './draft'

afterEach(forgetDrafts)

test('what was typed is found again, by its own form only', () => {
  useDraft('case|decline', { reason: '', rows: [{ text: '' }] }).form.reason = 'handled'
  const again = useDraft('case|decline', { reason: '', rows: [{ text: '' }] })
  expect(again.form.reason).toBe('handled')
  expect(again.restored.value).toBe(true)
  expect(useDraft('case|terminate', { reason: '' }).restored.value).toBe(false)
})

test('a draft that was sent, or emptied by hand, is gone', () => {
  const first = useDraft('a', { rows: [{ text: '' }] })
  const row = first.form.rows[0] as { text: string }
  row.text = '付款'
  expect(useDraft('a', { rows: [{ text: '' }] }).form.rows[0]?.text).toBe('付款')
  first.drop()
  expect(first.form.rows[0]?.text).toBe('')
  expect(useDraft('a', { rows: [{ text: '' }] }).restored.value).toBe(false)
  const second = useDraft('b', { note: '' })
  second.form.note = 'x'
  second.form.note = ''
  expect(useDraft('b', { note: '' }).restored.value).toBe(false)
})

test('signing out forgets all of them', () => {
  useDraft('c', { note: '' }).form.note = '张三'
  forgetDrafts()
  expect(useDraft('c', { note: '' }).form.note).toBe('')
})
