import { expect, test } from 'vitest'
import { faultOf } from './fault'

test('one fault stands at its field', () => {
  const fault = faultOf({ status: 422, code: 'required', detail: '请填写这一项。', field: 'note' }, 422, '-')
  expect(fault.at('note')).toBe('请填写这一项。')
  expect(fault.at('reason')).toBe('')
  expect(fault.message).toBe('请填写这一项。')
})

test('several faults stand each at its own, whichever check named them', () => {
  const fault = faultOf({ status: 422, code: 'required', detail: 'a', field: 'division', errors: [
    { code: 'required', detail: 'a', field: 'division' }, { code: 'number.phone', detail: 'b', field: 'applicant.phone' },
    { code: 'required', detail: 'c', field: 'others.0.name' }, { code: 'too_long', detail: 'd', field: 'body.others[1].name' }] }, 422, '-')
  expect(fault.fields).toEqual({ 'division': 'a', 'applicant.phone': 'b', 'others.0.name': 'c', 'others.1.name': 'd' })
})

test('a reply that is no problem document still says something', () => {
  expect(faultOf(undefined, 502, 'sorry').message).toBe('sorry')
  expect(faultOf(undefined, 403, 'sorry').forbidden).toBe(true)
})
