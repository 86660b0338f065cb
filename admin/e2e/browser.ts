import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import { Staff } from './api'

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const base = inject('base')
export const password = (login: string): string => inject('passwords')[login] ?? ''
export const staff = (login: string): Promise<Staff> => Staff.signIn(base, login, password(login))

let browser: Browser
const complaints: string[] = []

beforeAll(async () => { browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags }) })
afterAll(() => browser.close())
// A broken script or a breach of the server's policy fails the test that caused it.
afterEach(() => { expect(complaints.splice(0)).toEqual([]) })

export async function newPage(locale = 'zh-CN'): Promise<Page> {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  page.on('pageerror', (thrown) => complaints.push(String(thrown)))
  page.on('console', (line) => { if (line.text().includes('Content Security Policy')) complaints.push(line.text()) })
  return page
}

export async function signIn(page: Page, login: string, path = '/', secret = password(login)): Promise<void> {
  await page.goto(`${base}/admin${path}`)
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', secret)
  await page.keyboard.press('Enter')
  await page.waitForSelector('header, input[name=old]')
}

interface Violation { id: string, impact: string | null, nodes: { html: string }[] }

/** The serious faults of accessibility of a page. */
export async function serious(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const run = (window as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } }).axe
    return (await run.run()).violations
  })
  return found.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(' ')}`)
}
