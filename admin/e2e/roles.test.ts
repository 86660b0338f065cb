import { expect, test } from 'vitest'
import { base, newPage, serious, signIn, staff } from './browser'

const links = async (page: Awaited<ReturnType<typeof newPage>>) => page.locator('nav a').allInnerTexts()

test('sign-in refuses a wrong password in words and has no serious fault', async () => {
  const page = await newPage()
  await page.goto(`${base}/admin/queue?state=assigned`)
  await page.waitForURL(/sign-in/)
  await page.fill('input[name=login]', 'zone.intake')
  await page.fill('input[name=password]', 'not this one')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  expect(await serious(page)).toEqual([])
  const locked = page.getByText('密码连续输错次数过多')
  for (let n = 0; n < 20 && !(await locked.isVisible()); n++) {
    const reply = page.waitForResponse(/sessions\/staff/)
    await page.keyboard.press('Enter')
    await reply
    await page.getByRole('alert').waitFor()
  }
  await locked.waitFor()
})

test('an intake officer finds search and the window, and no desk', async () => {
  const page = await newPage()
  await signIn(page, 'langxi.intake')
  await page.waitForURL(/\/intake/)
  expect(await links(page)).toEqual(expect.arrayContaining(['查找案件', '窗口登记']))
  expect(await links(page)).not.toContain('审核台')
  const asked: string[] = []
  page.on('request', (r) => asked.push(new URL(r.url()).pathname))
  await page.goto(`${base}/admin/desk`)
  await page.getByRole('alert').waitFor()
  expect(asked).not.toContain('/api/v1/desk')
  expect(await page.getByRole('button', { name: '受理' }).count()).toBe(0)
})

test('an auditor finds no screen of cases', async () => {
  const page = await newPage()
  await signIn(page, 'auditor')
  await page.getByRole('heading', { name: '审计日志' }).waitFor()
  expect(await links(page)).toEqual(['审计日志'])
  for (const path of ['desk', 'queue', 'offers', 'search', 'intake', 'cases/x']) {
    await page.goto(`${base}/admin/${path}`)
    await page.getByRole('alert').waitFor()
  }
})

test('a given password must be changed before anything else', async () => {
  const maintainer = await staff('maintainer')
  await maintainer.ask('POST', '/staff', { login: 'new.intake', name: '新来的', password: 'Given-4711-pass', grants: [{ role: 'intake', center: '341821000000' }] })
  const page = await newPage()
  await signIn(page, 'new.intake', '/search', 'Given-4711-pass')
  await page.waitForURL(/\/password/)
  await page.goto(`${base}/admin/search`)
  await page.waitForURL(/\/password/)
  await page.fill('input[name=old]', 'Given-4711-pass')
  await page.fill('input[name=new]', 'short')
  await page.fill('input[name=again]', 'short')
  await page.keyboard.press('Enter')
  await page.locator('.field.wrong').waitFor()
  await page.fill('input[name=new]', 'My-own-0815-word')
  await page.fill('input[name=again]', 'My-own-0815-word')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/intake/)
})
