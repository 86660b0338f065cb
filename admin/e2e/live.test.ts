import { expect, test } from 'vitest'
import { newPage, signIn, staff } from './browser'

const [here, above] = ['langxi.moderator', 'city.moderator']
const at = '?center=341821000000'

test('two officers see each other on a filing, and the list follows what the other does', async () => {
  const other = await staff(above)
  const id = await other.file('钱同看', '楼上漏水泡坏了天花板，协商不成。')
  const page = await newPage()
  await signIn(page, here, `/desk/${id}`)
  await page.getByRole('button', { name: '受理 A' }).waitFor()
  expect(await page.getByText('也打开了这件申请').count()).toBe(0)

  const second = await newPage()
  await signIn(second, above, `/desk/${id}${at}`)
  await second.getByText('也打开了这件申请').waitFor()
  await page.getByText('也打开了这件申请').waitFor()

  await second.goto('about:blank')
  await page.getByText('也打开了这件申请').waitFor({ state: 'detached', timeout: 60_000 })

  // Another filing comes in, and this one is decided elsewhere, while the list is open.
  const next = await other.file('孙后到', '欠薪三个月，老板不见人。')
  await page.locator(`[data-id="${next}"]`).waitFor()
  await other.ask('POST', `/cases/${id}/acceptance`, { center: '341821000000' })
  await page.locator(`[data-id="${id}"]`).waitFor({ state: 'detached' })
})
