import { gzipSync } from 'node:zlib'
import type { Response } from 'playwright-core'
import { expect, test } from 'vitest'
import { base, newPage, signIn } from './browser'

/** Kilobytes of the first load, as a proxy in front would send them. */
const budget = 350

test('the first load stays within its budget, brings no screen it does not show, and asks nobody else', async () => {
  const page = await newPage()
  const came: Response[] = []
  page.on('response', (r) => came.push(r))
  await page.goto(`${base}/admin/`)
  await page.locator('input[name=login]').waitFor()
  const files = came.filter((r) => r.url().includes('/admin/'))
  const sizes = await Promise.all(files.map(async (r) => gzipSync(await r.body()).length))
  const kilobytes = sizes.reduce((sum, n) => sum + n, 0) / 1024
  console.log(`first load: ${kilobytes.toFixed(0)} KB in ${files.length} files`)
  expect(files.length).toBeGreaterThan(3)
  expect(kilobytes).toBeLessThanOrEqual(budget)
  expect(files.map((r) => r.url()).join()).not.toMatch(/(Desk|Queue|Case|Search|Intake|Offers)Page/)
  expect(came.filter((r) => !r.url().startsWith(base)).map((r) => r.url())).toEqual([])
})

test('a list that cannot be reached says so, and comes when it is asked again', async () => {
  const page = await newPage('en')
  await page.route('**/api/v1/offers*', (route) => route.abort())
  await signIn(page, 'langxi.moderator', '/offers')
  await page.getByText('The service cannot be reached.').waitFor()
  await page.unroute('**/api/v1/offers*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('No center offers a case').waitFor()
})

test('a server that is away when the page opens is said, and the page comes when it is back', async () => {
  const page = await newPage('en')
  await page.route('**/api/v1/me', (route) => route.abort())
  await page.goto(`${base}/admin/queue`)
  await page.getByText('The service cannot be reached.').waitFor()
  await page.unroute('**/api/v1/me')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.locator('input[name=login]').waitFor()
  expect(new URL(page.url()).searchParams.get('to')).toBe('/queue')
})
