import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyRule, formOf, moved, ruleOf, type Rule } from './routing'

const built = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../backend/rules/routing.json'), 'utf8')) as Rule[]

test('every rule of the program comes out of its form as it went in', () => {
  for (const rule of built) expect(ruleOf(formOf(rule))).toEqual(rule)
})

test('all conditions come out of the form', () => {
  const rule: Rule = {
    id: 'r', center: '341821000000', office: 'court', why: { 'zh-CN': '因为', 'en': 'because' },
    when: { kinds: ['dispute'], types: ['04'], risks: ['low'], channels: ['visit'], divisions: ['3418', '341821'], amount: 5000000, others: 3 },
  }
  expect(ruleOf(formOf(rule))).toEqual(rule)
  expect(ruleOf({ ...formOf(rule), yuan: 'x' }).when.amount).toBe(-1)
})

test('a rule moves by one place and not over the ends', () => {
  const ids = (rules: Rule[]) => rules.map((r) => r.id).slice(0, 3)
  const [a, b, c] = ids(built)
  expect(ids(moved(built, 1, -1))).toEqual([b, a, c])
  expect(ids(moved(built, 1, 1))).toEqual([a, c, b])
  expect(moved(built, 0, -1)).toBe(built)
  expect(moved(built, built.length - 1, 1)).toBe(built)
})

test('a new rule has an id that none has', () => {
  const one = emptyRule(built)
  expect(emptyRule([...built.slice(1), one]).id).not.toBe(one.id)
})
