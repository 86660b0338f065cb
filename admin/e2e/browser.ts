import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import { Staff } from './api'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const base = inject('base')
export const password = (login: string): string => inject('passwords')[login] ?? ''
export const staff = (login: string): Promise<Staff> => Staff.signIn(base, login, password(login))

let browser: Browser
const complaints: string[] = []

beforeAll(async () => { browser = await chromium.connect(inject('browser')) })
afterAll(() => browser.close())
afterEach(async () => {
  await Promise.all(browser.contexts().map((c) => c.close())) // no page of one test works on beside the next
  // A broken script or a breach of the server's policy fails the test that caused it.
  expect(complaints.splice(0)).toEqual([])
})

export async function newPage(locale = 'zh-CN'): Promise<Page> {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  page.on('pageerror', (thrown) => complaints.push(String(thrown)))
  page.on('console', (line) => { if (line.text().includes('Content Security Policy')) complaints.push(line.text()) })
  return page
}

// One session of each account serves the tests of a file; opening one costs a second.
const sessions = new Map<string, Awaited<ReturnType<BrowserContext['cookies']>>>()

/** Opens a page as somebody. Who gives a password gets a session that is nobody else's. */
export async function signIn(page: Page, login: string, path = '/', own = ''): Promise<void> {
  const session = sessions.get(login)
  if (session && !own) {
    await page.context().addCookies(session)
    await page.goto(`${base}/admin${path}`)
    await page.waitForSelector('header')
    return
  }
  await page.goto(`${base}/admin${path}`)
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', own || password(login))
  await page.keyboard.press('Enter')
  await page.waitForSelector('header, input[name=old]')
  if (!own) sessions.set(login, await page.context().cookies())
}

interface Violation { id: string, impact: string | null, nodes: { html: string }[] }

/** The serious faults of accessibility of a page. */
export async function serious(page: Page): Promise<string[]> {
  // A button that fades in has not its colours yet.
  await page.waitForFunction(() => document.getAnimations().every((a) => a.playState !== 'running'))
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const run = (window as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } }).axe
    return (await run.run()).violations
  })
  return found.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(' ')}`)
}
