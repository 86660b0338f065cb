import { beforeEach, expect, test, vi } from 'vitest'
import type { Draft } from '../stores/draft'

const kept = new Map<string, unknown>()
const asked: { path: string; key?: string; body: { language: string; evidence: string[] } }[] = []
let answers: (() => unknown)[] = []

vi.stubGlobal('wx', {
  getStorageSync: (key: string) => kept.get(key) ?? '',
  setStorageSync: (key: string, value: unknown) => kept.set(key, value),
  removeStorageSync: (key: string) => kept.delete(key),
  getAppBaseInfo: () => ({ language: 'zh_CN', fontSizeSetting: 16, theme: 'light' }),
})
vi.mock('./api', () => ({
  newKey: () => `key-${Math.random()}`,
  post: (path: string, more: { key?: string; body: never }) => {
    asked.push({ path, ...more })
    return Promise.resolve().then(() => (answers.shift() ?? (() => ({ id: 'c1', track: 't1' })))())
  },
}))
let uploads = 0
vi.mock('./upload', () => ({ upload: async () => ({ id: `u${++uploads}` }) }))

const { Fault } = await import('./fault')
const { fenOf, filingOf, file, sending, waits } = await import('./filing')
const { draft, nobody } = await import('../stores/draft')

beforeEach(() => {
  draft.clear()
  asked.length = 0
  answers = []
  uploads = 0
})

const fail = (fault: InstanceType<typeof Fault>) => () => { throw fault }

test('an amount is typed in many ways', () => {
  expect(['', '3500', '3500.5', '1,200', '1200元', ' 0.01 '].map(fenOf)).toEqual([0, 350000, 350050, 120000, 120000, 1])
  expect(['abc', '3500.555', '-1', '1e3'].map(fenOf)).toEqual([NaN, NaN, NaN, NaN])
})

test('a filing has what was typed and nothing else', () => {
  const d: Draft = { ...draft.get(), type: '02', what: ' 漏水 ', division: '341821100000', consent: '2026-11', waiting: 'zh-CN',
    applicant: { ...nobody(), name: ' 王小明 ', phone: '13812345678' }, others: [nobody(), { ...nobody(), name: '李四' }] }
  expect(filingOf(d)).toEqual({ kind: 'dispute', type: '02', language: 'zh-CN', division: '341821100000', what: '漏水', consent: '2026-11',
    applicant: { name: '王小明', phone: '13812345678' }, others: [{ name: '李四' }], evidence: [] })
  expect(filingOf({ ...d, known: false }).others).toBeUndefined()
})

test('a written authority goes along only where it is needed', () => {
  const authority = { path: 'p', name: 'n', kind: 'paper' as const, id: 'u9' }
  const d: Draft = { ...draft.get(), proxy: true, authority, representative: { ...nobody(), relation: 'lawyer' } }
  expect(filingOf(d)).toMatchObject({ evidence: ['u9'], representative: { relation: 'lawyer', authorisation: 'u9' } })
  const child = filingOf({ ...d, representative: { ...nobody(), relation: 'child' } })
  expect(child.evidence).toEqual([])
  expect(child.representative).not.toHaveProperty('authorisation')
})

test('however many ask, a filing is under way once, and the draft is empty afterwards', async () => {
  draft.change({ what: '漏水' })
  const both = [file(), file()]
  expect(sending()).toBe(true)
  await Promise.all(both)
  expect(asked).toHaveLength(1)
  expect(draft.begun).toBe(false)
  expect(waits()).toBe(false)
})

test('without an answer it waits, and is sent again as the very same', async () => {
  draft.change({ what: '漏水', files: [{ path: 'a', name: 'a', kind: 'photo', id: '' }] })
  answers = [fail(new Fault('offline'))]
  await expect(file()).rejects.toThrow('offline')
  expect(waits()).toBe(true)
  await file()
  expect(asked[1]).toEqual(asked[0])
  expect(uploads).toBe(1)
})

test('a change takes the filing out of the queue', async () => {
  draft.change({ what: '漏水' })
  answers = [fail(new Fault('offline'))]
  await expect(file()).rejects.toThrow()
  draft.type('what', '漏水很久了')
  expect(waits()).toBe(false)
})

test('faults of the server come to their fields, and go when they are mended', async () => {
  draft.change({ what: '漏' })
  answers = [fail(new Fault('too_short', '太短了', 422, 'what', [
    { code: 'too_short', detail: '太短了', field: 'what' }, { code: 'required', detail: '请填写', field: 'applicant.name' }]))]
  await expect(file()).rejects.toThrow()
  expect(draft.get().faults).toEqual({ what: '太短了', 'applicant.name': '请填写' })
  expect(waits()).toBe(false)
  draft.type('what', '漏水很久了')
  expect(draft.get().faults).toEqual({ 'applicant.name': '请填写' })
})

test('files that the server has dropped meanwhile are sent anew', async () => {
  draft.change({ what: '漏水', files: [{ path: 'a', name: 'a', kind: 'photo', id: 'old' }] })
  answers = [fail(new Fault('evidence.unknown', '', 422, 'evidence'))]
  await file()
  expect(asked.map(({ body }) => body.evidence)).toEqual([['old'], ['u1']])
})

test('what is typed while it is being sent is not thrown away', async () => {
  draft.change({ what: '漏水' })
  const under = file()
  draft.type('what', '漏水很久了')
  await under
  expect(draft.get().what).toBe('漏水很久了')
})

test('name and place are taken over into the next draft, the story is not', () => {
  draft.change({ what: '漏水', division: '341821100000', applicant: { ...nobody(), name: '王小明', phone: '138', number: '34' } })
  const { key } = draft.get()
  draft.clear()
  expect(draft.get()).toMatchObject({ what: '', division: '341821100000', applicant: { name: '王小明', phone: '138', number: '' } })
  expect(draft.get().key).not.toBe(key)
})
