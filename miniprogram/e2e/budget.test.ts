import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

// WeChat takes packages of 2 MB; old phones on slow networks load smaller ones.
const main = 1.2 * 1024 * 1024
const sub = 1024 * 1024
const built = fileURLToPath(new URL('../dist/', import.meta.url))

/** Bytes of all files under a folder, those under the roots left out. */
function weigh(folder: string, without: string[] = []): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name)
    if (without.includes(path)) return sum
    return sum + (entry.isDirectory() ? weigh(path, without) : statSync(path).size)
  }, 0)
}

test('the packages are small enough', () => {
  const { subPackages = [] } = JSON.parse(readFileSync(join(built, 'app.json'), 'utf8')) as { subPackages?: { root: string }[] }
  const roots = subPackages.map(({ root }) => join(built, root))
  expect(weigh(built, roots)).toBeLessThan(main)
  for (const root of roots) expect(weigh(root)).toBeLessThan(sub)
})

test('nothing is loaded from outside', () => {
  const icons = readFileSync(join(built, 'miniprogram_npm/tdesign-miniprogram/icon/icon.wxss'), 'utf8')
  expect(icons).toContain('mask-image')
  expect(icons).not.toMatch(/https?:\/\/(?!www\.w3\.org)/)
})

test('every page that something leads to is there', () => {
  const app = JSON.parse(readFileSync(join(built, 'app.json'), 'utf8')) as { pages: string[]; subPackages: { root: string; pages: string[] }[] }
  const pages = new Set([...app.pages, ...app.subPackages.flatMap(({ root, pages: own }) => own.map((one) => `${root}/${one}`))])
  const sources = readdirSync(built, { withFileTypes: true, recursive: true })
    .filter((e) => e.isFile() && /\.(js|wxml)$/.test(e.name) && !e.parentPath.includes('miniprogram_npm'))
  const named = sources.flatMap((e) => [...readFileSync(join(e.parentPath, e.name), 'utf8').matchAll(/["'`]\/((?:pages|packages)\/[\w/-]+)/g)].map((m) => m[1] as string))
  expect(named.length).toBeGreaterThan(20)
  expect([...new Set(named)].filter((one) => !one.endsWith('/') && !pages.has(one))).toEqual([])
})
