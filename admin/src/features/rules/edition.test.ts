import { afterEach, expect, test, vi } from 'vitest'
import { Fault } from '../../api/fault'
import { useEdition } from './edition'

afterEach(() => vi.unstubAllGlobals())

test('a draft survives a version that came between, and is put into force upon it', async () => {
  let version = 1
  let value = ['a']
  const write = vi.fn(async (base: number, _note: string, now: string[]) => {
    if (base !== version) throw new Fault(409, 'rules.changed', 'changed')
    version++
    value = [...now]
    return { version, value }
  })
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ items: [{ version: 2, by: 'x', note: 'theirs', at: '' }] }), { headers: { 'content-type': 'application/json' } }))
  const edition = useEdition('routing', async () => ({ version, value: [...value] }), write)
  await edition.load()
  expect(edition.dirty.value).toBe(false)
  edition.draft.value?.push('mine')
  edition.note.value = 'why'
  expect(edition.dirty.value).toBe(true)
  version = 2 // somebody else
  await edition.save()
  expect(edition.refused.value?.code).toBe('rules.changed')
  expect(edition.between.value?.note).toBe('theirs')
  expect(edition.draft.value).toEqual(['a', 'mine'])
  await edition.keepMine()
  expect(edition.draft.value).toEqual(['a', 'mine'])
  expect(edition.note.value).toBe('why')
  await edition.save()
  expect(edition.saved.value).toBe(3)
  expect(edition.dirty.value).toBe(false)
  expect(value).toEqual(['a', 'mine'])
})
