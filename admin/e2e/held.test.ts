import { expect, test } from 'vitest'
import { Staff } from './api'
import { base, newPage, serious, signIn, staff } from './browser'

const moderator = 'langxi.moderator'

test('a message that the check holds back is shown by an officer; the reader is told that something is new', async () => {
  const citizen = await Staff.citizen(base, 'wang')
  const { privacy } = await citizen.ask<{ privacy: { version: string } }>('GET', '/reference')
  const { id } = await citizen.ask<{ id: string }>('POST', '/cases', {
    kind: 'dispute', type: '02', division: '341821000000', what: '楼上漏水，多次协商不成。', wishes: '请求赔偿', consent: privacy.version,
    applicant: { name: '王小明', phone: '13800138000' }, others: [{ name: '李四' }] })
  const officer = await staff(moderator)
  await officer.ask('POST', `/cases/${id}/acceptance`, {})
  await citizen.ask('POST', `/cases/${id}/threads/applicant/messages`, { text: '加微信领红包，帮你讨债。' })
  const page = await newPage()
  await signIn(page, moderator, `/cases/${id}`)
  const held = page.locator('li.held')
  await expect.poll(async () => {
    await page.reload()
    await page.getByRole('button', { name: '申请人 · 王*明' }).waitFor()
    await page.waitForLoadState('networkidle')
    return await page.getByText('1 条新消息').count()
  }, { timeout: 20_000 }).toBe(1)
  await page.getByRole('button', { name: '申请人 · 王*明' }).click()
  await held.getByText('待人工核查').waitFor()
  expect(await page.getByText('条新消息').count()).toBe(0)
  expect(await serious(page)).toEqual([])
  await held.getByRole('button', { name: '放行' }).click()
  await held.waitFor({ state: 'detached' })
  expect(await citizen.ask('GET', `/cases/${id}/threads/applicant/messages`)).toMatchObject({ items: [{ waiting: false }] })
})
