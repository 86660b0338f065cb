import { expect, test } from 'vitest'
import { sent, setupOf } from './room'

const room = { id: 'r', name: '一号调解室', name_en: 'Room one', active: false, link: 'https://meet.example/0', capacity: 8, equipment: ['online'], open: [{ days: [1], from: '09:00', to: '12:00' }] }

test('a form begins with the room and is no part of it', () => {
  const form = setupOf(room)
  expect(form).toMatchObject({ name: '一号调解室', name_en: 'Room one', capacity: 8, active: false, link: 'https://meet.example/0' })
  form.open?.[0]?.days?.push(2)
  form.equipment?.push('sound')
  expect(room.open[0]?.days).toEqual([1])
  expect(room.equipment).toEqual(['online'])
})

test('an English name that is the Chinese one counts as none', () => {
  expect(setupOf({ ...room, name_en: room.name }).name_en).toBe('')
})

test('the address of online sessions goes with the equipment for it', () => {
  const form = { ...setupOf(room), link: 'https://meet.example/1' }
  expect(sent(form).link).toBe('https://meet.example/1')
  expect(sent({ ...form, equipment: [] }).link).toBe('')
})
