import { expect, test } from 'vitest'
import type { Schemas } from '../../api/client'
import { newsOf } from './news'

const notice = (id: string, event: string, read = false, of = 'c1') => ({ id, event, read, case: of }) as Schemas['Message']

test('new is what is unread, of this case, and about a message', () => {
  const items = [notice('1', 'message'), notice('2', 'message', true), notice('3', 'message', false, 'c2'), notice('4', 'assign'), notice('5', 'message_held')]
  expect(newsOf(items, 'c1', '3418').map((n) => n.id)).toEqual(['1', '5'])
  expect(newsOf(null, 'c1', '')).toEqual([])
})
