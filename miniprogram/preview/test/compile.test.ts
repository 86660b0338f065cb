import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readApp } from '../compile/app.mjs'
import { check } from '../compile/check.mjs'
import { Files } from '../compile/files.mjs'
import { Problems } from '../compile/problems.mjs'
import { compileMarkup } from '../compile/wxml.mjs'
import { compileSelector, compileStyle } from '../compile/wxss.mjs'
import { lengths } from '../runtime/lengths.mjs'

const made: string[] = []
afterEach(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true })
})

async function app(given: Record<string, string>): Promise<Files> {
  const root = await mkdtemp(join(tmpdir(), 'preview-'))
  made.push(root)
  const basics = { 'app.json': '{"pages":["p"]}', 'app.js': '', 'p.js': 'Page({})', 'p.wxml': '<view />' }
  for (const [path, text] of Object.entries({ ...basics, ...given })) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  return new Files(root)
}

function compile(files: Files): { code: string; problems: Problems } {
  const problems = new Problems()
  return { code: compileMarkup(readApp(files, problems), files, problems), problems }
}

test('lengths follow the width of the phone, but not inside addresses and names', () => {
  expect(lengths('0rpx 20rpx -7.5rpx')).toBe(
    '0px calc(var(--phone-width) * 20 / 750) calc(var(--phone-width) * -7.5 / 750)',
  )
  expect(lengths('calc(100vh - 1px)')).toBe('calc(calc(var(--phone-height) * 100 / 100) - 1px)')
  expect(lengths('url(a/12rpx.png) var(--gap-3vw)')).toBe('url(a/12rpx.png) var(--gap-3vw)')
})

test('selectors are scoped by class, tags become built-in elements, hosts are found', () => {
  expect(compileSelector('.a.b > view .c:not(.d)', 's')).toBe('.s--a.s--b > wx-view .s--c:not(.s--d)')
  expect(compileSelector('page, t-button', '')).toBe('wx-page, t-button')
  expect(compileSelector(':host', 's')).toBe('[wx-host=s]')
})

test('style sheets are inlined, and nothing comes from outside', async () => {
  const files = await app({
    'a.wxss': '@import "b/b.wxss"; .a { color: red }',
    'b/b.wxss': '@import "./c.wxss"; .b { background: url(https://cdn.test/x.png) }',
    'b/c.wxss': '@font-face { font-family: t; src: url(//cdn.test/t.woff) } @keyframes k { from { top: 1rpx } }',
  })
  const problems = new Problems()
  const css = compileStyle('a.wxss', { scope: 's', files, problems })
  expect(css).not.toMatch(/cdn|@import/)
  expect(css.indexOf('@keyframes')).toBeLessThan(css.indexOf('.s--b'))
  expect(css.indexOf('.s--b')).toBeLessThan(css.indexOf('.s--a'))
  expect(problems.errors).toEqual([])
  expect(problems.notes).toEqual([
    'b/c.wxss: left out the font t from outside',
    'b/b.wxss: left out an outside address: background: url(https://cdn.test/x.png)',
  ])
})

test('scripts of templates are found with and without the ending, and through require', async () => {
  const files = await app({
    'p.wxml': '<wxs src="./m.wxs" module="m" /><view>{{m.f(1)}}</view>',
    'm.wxs': 'var n = require("./n.wxs"); module.exports = { f: n.f }',
    'n.wxs': 'module.exports = { f: function (x) { return getRegExp("a").test(x) } }',
  })
  const { code, problems } = compile(files)
  expect(problems.errors).toEqual([])
  const groups = new Function('getRegExp', `return ${code}`)((a: string) => new RegExp(a)) as object
  expect(Object.keys(groups)).toContain('p')
})

test.each([
  ['<video src="x" />', 'p.wxml:1: unknown tag <video>'],
  ['<view>\n<t-nope /></view>', 'p.wxml:2: unknown tag <t-nope>'],
  ['<view wx:fro="{{a}}" />', 'unknown attribute wx:fro of <view>'],
  ['<view>', 'missing end tag'],
  ['<view>{{a &&}}</view>', 'unexpected character'],
  ['<wxs src="./none.wxs" module="m" />', 'no such script'],
  ['<include src="./none.wxml" />', 'no such template'],
])('refuses %s', async (wxml, message) => {
  const { problems } = compile(await app({ 'p.wxml': wxml }))
  expect(problems.errors.join('\n')).toContain(message)
})

test('takes what WeChat takes', () => {
  const problems = new Problems()
  const source = `<!-- <nope /> --><wxs module="m">var a = 1 < 2 ? '<b>' : ''</wxs>
    <view wx:if="{{a < b}}" class="a > b" catch:tap="f" data-x="1" bindtap="f">{{a<b}}</view><own />`
  check(source, 'p.wxml', new Set(['own']), problems)
  expect(problems.errors).toEqual([])
})

test('pages and components that are not there are told', async () => {
  const files = await app({
    'app.json': '{"pages":["p","q"],"tabBar":{"list":[{"pagePath":"r"}]}}',
    'p.json': '{"usingComponents":{"x-y":"./x"}}',
  })
  const { problems } = compile(files)
  expect(problems.errors.slice(0, 4)).toEqual([
    'app.json: tab bar: no page r',
    'p.json: no component ./x',
    'q: has no .js file',
    'q: has no .wxml file',
  ])
})
