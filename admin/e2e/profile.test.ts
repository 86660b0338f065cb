import { expect, test } from 'vitest'
import { newPage, password, serious, signIn, staff } from './browser'

const login = 'jixi.moderator'

test('who is signed in elsewhere ends that, and only that', async () => {
  const elsewhere = await staff(login)
  const page = await newPage()
  await signIn(page, login, '/profile', password(login))
  await page.getByText('本次登录').waitFor()
  expect(await serious(page)).toEqual([])
  const rows = page.locator('[data-test=session]')
  const before = await rows.count()
  expect(before).toBeGreaterThan(1)
  await rows.getByRole('button', { name: '结束' }).first().click()
  await page.waitForFunction((n) => document.querySelectorAll('[data-test=session]').length === n - 1, before)
  await expect(elsewhere.ask('GET', '/me')).rejects.toThrow('401')
  await page.reload()
  await page.getByText('本次登录').waitFor()
})
