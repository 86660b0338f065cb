import { expect, test } from 'vitest'
import { hoursOf, itemsOf, placed, spanOf, tail, type Block, type Visit } from './lanes'

const day = '2026-11-27'
const at = (clock: string) => new Date(`${day}T${clock}:00+08:00`).toISOString()
const visit = (id: string, from: string, to: string, state = 'confirmed') => ({ id, case: `c-${id}`, start: at(from), end: at(to), state }) as Visit
const block = (id: string, from: string, to: string, forCase?: string) => ({ id, start: at(from), end: at(to), reason: 'leave', case: forCase }) as Block
const rooms = [{ open: [{ days: [5], from: '08:30', to: '17:15' }, { days: [6], from: '06:00', to: '07:00' }] }]

test('what was declined or has expired takes up no time', () => {
  expect(itemsOf([visit('a', '09:00', '10:00', 'declined'), visit('b', '10:00', '11:00', 'expired')], [])).toEqual([])
})

test('an appointment within a block is a conflict, one beside it or of the reserved case is none', () => {
  const items = itemsOf([visit('a', '09:00', '10:00'), visit('b', '10:00', '11:00')], [block('x', '09:30', '10:00'), block('s', '10:00', '11:00', 'c-b')])
  expect(items.map((i) => [i.id, i.conflict])).toEqual([['a', true], ['x', undefined], ['b', false], ['s', undefined]])
})

test('a day shows the opening hours, and whatever stands outside them', () => {
  expect(spanOf(day, rooms, [])).toEqual({ from: 480, to: 1080 })
  expect(spanOf(day, rooms, [visit('a', '19:00', '20:30')])).toEqual({ from: 480, to: 1260 })
  expect(spanOf('2026-11-29', rooms, [])).toEqual({ from: 480, to: 1080 })
  expect(hoursOf({ from: 480, to: 600 })).toEqual([480, 540])
})

test('overlapping items lie on lines of their own, and what reaches over the day is cut', () => {
  const all = placed(day, { from: 480, to: 1080 }, itemsOf([visit('a', '09:00', '10:00'), visit('b', '10:00', '11:00')], [block('x', '00:00', '23:59')]))
  expect(all.map((p) => [p.id, p.lane, Math.round(p.left), Math.round(p.width)])).toEqual([['x', 0, 0, 100], ['a', 1, 10, 10], ['b', 1, 20, 10]])
  expect(placed(day, { from: 480, to: 1080 }, [block('n', '19:00', '20:00')])).toEqual([])
})

test.each([['（2026）宣郎人调字第135号', '135'], ['（2026）宣郎人调字第12345号', '2345'], ['', '']])('%s ends in %s', (number, digits) => {
  expect(tail(number)).toBe(digits)
})
