import { expect, test } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { base, newPage, password, serious, signIn, staff } from './browser'

const moderator = 'langxi.moderator'
const mediator = 'langxi.mediator1'

async function queued(name: string): Promise<{ id: string, number: string }> {
  const other = await staff(moderator)
  const id = await other.file(name, '邻居把围墙建到我家地里，协商不成。')
  const { number } = await other.ask<{ number: string }>('POST', `/cases/${id}/acceptance`, {})
  return { id, number }
}

async function assigned(name: string): Promise<{ id: string, number: string }> {
  const found = await queued(name)
  const other = await staff(moderator)
  const { items } = await other.ask<{ items: { account: string, name: string }[] }>('GET', `/cases/${found.id}/mediators`)
  await other.ask('POST', `/cases/${found.id}/assignment`, { mediator: items.find((m) => m.name === '金月娥')?.account })
  return found
}

/** Opens the form of a step, also of one behind "more". */
async function step(page: Page, name: string): Promise<Locator> {
  const bar = page.getByRole('group', { name: '可以办理的操作' })
  await bar.waitFor()
  const button = bar.getByRole('button', { name, exact: true })
  if (!(await button.isVisible())) await bar.locator('summary').click()
  await button.click()
  const dialog = page.getByRole('dialog', { name })
  await dialog.waitFor()
  return dialog
}

async function sent(dialog: Locator, button: string): Promise<void> {
  await dialog.getByRole('button', { name: button, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

test('a case goes from its officer to its mediator, is settled, signed by all, and closed', async () => {
  const { id, number } = await queued('钱围墙')
  const officer = await newPage()
  await signIn(officer, moderator, `/cases/${id}`)
  await officer.getByRole('button', { name: '指派调解员' }).click()
  const people = officer.getByRole('dialog')
  await people.getByRole('radio', { name: /金月娥/ }).check()
  await sent(people, '指派调解员')
  await officer.getByRole('button', { name: '预约调解' }).click()
  const book = officer.getByRole('dialog', { name: '预约调解' })
  await book.getByRole('radio').first().check()
  await book.getByLabel('调解员').selectOption({ label: '金月娥' })
  expect(await serious(officer)).toEqual([])
  await sent(book, '预约调解')
  await officer.getByText('待确认').waitFor()
  expect(await officer.getByRole('button', { name: '确认', exact: true }).count()).toBe(0)
  const { items } = await (await staff(moderator)).ask<{ items: { start: string }[] }>('GET', `/cases/${id}/appointments`)

  const page = await newPage()
  await signIn(page, mediator)
  await page.waitForURL(/\/mine\/cases/)
  await page.getByRole('link', { name: number }).waitFor()
  await page.goto(`${base}/admin/mine/calendar?week=${(items[0]?.start ?? '').slice(0, 10)}`)
  const visit = page.locator('.visit').filter({ hasText: number })
  await visit.getByRole('button', { name: '确认', exact: true }).click()
  await sent(page.getByRole('dialog', { name: '确认' }), '确认')
  await visit.getByText('已确认').waitFor()
  expect(await serious(page)).toEqual([])
  await visit.getByRole('link', { name: number }).click()

  await sent(await step(page, '开始调解'), '开始调解')
  const record = await step(page, '写调解记录')
  await record.getByLabel(/钱\*墙/).check()
  await record.getByLabel('记录内容').fill('双方同意重新丈量地界。')
  expect(await serious(page)).toEqual([])
  await sent(record, '保存记录')
  await page.getByRole('button', { name: '查看记录' }).click()
  await page.getByText('双方同意重新丈量地界。').waitFor()
  const scan = await step(page, '补充证据材料')
  await scan.getByLabel('证据材料').setInputFiles({ name: '签名.png', mimeType: 'image/png', buffer: await page.screenshot() })
  await scan.getByText('签名.png').waitFor()
  await sent(scan, '提交')

  const agreement = await step(page, '登记调解协议')
  await agreement.getByRole('textbox', { name: '协议内容 1' }).fill('李四拆除围墙')
  await agreement.getByLabel('履行期限').fill('2027-03-31')
  await agreement.getByRole('button', { name: '增加一项' }).click()
  await agreement.getByRole('textbox', { name: '协议内容 2' }).fill('李四赔偿钱围墙')
  await agreement.getByLabel('金额（元）').last().fill('一千')
  await agreement.getByText('请填写金额').waitFor()
  await agreement.getByLabel('金额（元）').last().fill('1200.50')
  await agreement.getByText('合计 ¥1,200.50').waitFor()
  expect(await serious(page)).toEqual([])
  await sent(agreement, '登记调解协议')
  await page.getByText('2. 李四赔偿钱围墙，金额¥1,200.50').waitFor()

  const own = await step(page, '签署协议')
  await own.getByText('签署后不能撤回').waitFor()
  await sent(own, '签署协议')
  for (const party of ['p1', 'p2']) {
    const ink = await step(page, '签署协议')
    await ink.getByLabel('签署人').selectOption(party)
    await ink.getByLabel('签名扫描件').selectOption({ index: 1 })
    await sent(ink, '签署协议')
  }
  await officer.reload()
  await sent(await step(officer, '签署协议'), '签署协议')
  await page.reload()
  await sent(await step(page, '结案'), '结案')
  expect(await (await staff(moderator)).ask('GET', `/cases/${id}`)).toMatchObject({
    state: 'closed', outcome: { signed: true, amount: 120050, signers: ['mediator', 'p1', 'p2', 'seal'] } })
})

test('a mediator who cannot come says why; the officer sees no answer buttons and the reason', async () => {
  const { id } = await assigned('孙改期')
  const other = await staff(moderator)
  const { items } = await other.ask<{ items: { room: string, start: string, end: string, mediators: { account: string, name: string }[] }[] }>('GET', `/cases/${id}/slots/first`)
  const slot = items[0]
  await other.ask('POST', `/cases/${id}/appointments`, { room: slot?.room, start: slot?.start, end: slot?.end, mediator: slot?.mediators.find((m) => m.name === '金月娥')?.account })
  const page = await newPage()
  await signIn(page, mediator, `/cases/${id}`)
  expect(await page.getByRole('button', { name: '预约调解' }).count()).toBe(0)
  await page.getByRole('button', { name: '另提时间' }).click()
  const dialog = page.getByRole('dialog', { name: '另提时间' })
  const day = dialog.locator('input[name=slot-day]')
  const days = Array.from({ length: 6 }, (_, n) => new Date(Date.parse(slot?.start ?? '') + (n + 1) * 86_400_000).toISOString().slice(0, 10))
  for (const d of days) {
    await day.fill(d)
    await dialog.locator('fieldset, .state strong, .state').first().waitFor()
    await page.waitForLoadState('networkidle')
    if (await dialog.getByRole('radio').count()) break
  }
  await dialog.getByRole('radio').first().check()
  expect(await serious(page)).toEqual([])
  await sent(dialog, '另提时间')
  await page.getByText('建议改期').waitFor()
  const officer = await newPage()
  await signIn(officer, moderator, `/cases/${id}`)
  await officer.getByRole('button', { name: '不接受新时间' }).click()
  const no = officer.getByRole('dialog')
  await no.getByLabel('说明').fill('申请人那天住院。')
  await sent(no, '不接受新时间')
  await officer.getByText('申请人那天住院。').first().waitFor()
})

test('what was typed into a form is found again after Escape, until it is dropped', async () => {
  const { id } = await assigned('周草稿')
  const page = await newPage()
  await signIn(page, mediator, `/cases/${id}`)
  const first = await step(page, '回避')
  await first.getByLabel('说明').fill('与申请人是亲戚。')
  await page.keyboard.press('Escape')
  await first.waitFor({ state: 'detached' })
  const again = await step(page, '回避')
  expect(await again.getByLabel('说明').inputValue()).toBe('与申请人是亲戚。')
  await again.getByRole('button', { name: '清空重填' }).click()
  expect(await again.getByLabel('说明').inputValue()).toBe('')
})

test('a paper of a dead session asks for the password and then opens', async () => {
  const { id } = await assigned('吴过期')
  const page = await newPage()
  await signIn(page, moderator, `/cases/${id}`, password(moderator))
  const link = page.getByRole('link', { name: '打印回执' })
  await link.waitFor()
  await page.request.delete(`${base}/api/v1/sessions/current`, { headers: { origin: base } })
  await link.click()
  const expired = page.getByRole('dialog')
  await expired.getByLabel('密码').fill(password(moderator))
  const [tab] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Enter')])
  await tab.waitForLoadState()
  expect(tab.url()).toContain('/receipt')
  expect(await tab.title()).not.toBe('')
  expect(await tab.content()).not.toContain('"status":401')
})
