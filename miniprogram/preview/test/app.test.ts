import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Fixture } from './browser'

let fixture: Fixture
let page: Page
const outside: string[] = []

beforeAll(async () => {
  fixture = await Fixture.start()
  page = await fixture.page(outside)
}, 60_000)
afterAll(() => fixture?.stop())

/** Waits until an element says something. */
const says = (id: string, text: string | RegExp) =>
  page.getByTestId(id).filter({ hasText: text, visible: true }).waitFor()
const titled = (text: string) => says('preview-title', text)
const errors = () => page.evaluate('preview.errors') as Promise<string[]>
const color = (id: string) =>
  page.getByTestId(id).evaluate((element) => getComputedStyle(element).color)
const visible = () => page.locator('.page:not([hidden])')

test('a person uses the fixture from the first page to the last', { timeout: 60_000 }, async () => {
  expect(fixture.notes).toEqual([
    'miniprogram_npm/tdesign-miniprogram/icon/icon.wxss: left out the font t from outside',
  ])
  await page.goto(fixture.address)
  await titled('Home')

  // Scripts of templates, style isolation, slots, events and styles of hosts.
  await says('shout', 'ROOM ## 2023 Array String')
  expect(await color('shout')).toBe('rgb(1, 2, 3)')
  expect(await color('panel')).toBe('rgb(200, 0, 0)')
  expect(await page.getByTestId('panel').evaluate((one) => one.clientWidth)).toBe(188)
  await page.getByTestId('panel').click()
  await says('panel', 'Panel 1 ready')
  await page.getByText('slot 1').waitFor()
  expect(await page.getByLabel('panel', { exact: true }).getAttribute('style')).toContain('border')

  // Swiper, rate, long press, pull down, share.
  await page.getByTestId('swiper').getByRole('button', { name: '2' }).click()
  await says('slide', 'slide 1')
  await page.getByTestId('rate').locator('.t-rate__icon').nth(3).click()
  await says('rated', '4')
  await page.getByTestId('pulled').click({ delay: 500 })
  await says('pulled', 'pressed')
  await page.evaluate('preview.pullDown()')
  await says('pulled', 'pulled')
  await page.getByTestId('preview-menu').click()
  await page.getByRole('button', { name: 'OK' }).click()
  expect(await page.evaluate('preview.shares')).toEqual([{ title: 'Shared', path: '/pages/home/home' }])

  // The server and the network.
  await page.getByRole('button', { name: 'fetch' }).click()
  await says('pulled', '201 /answer?q=1')
  await page.evaluate('preview.set({ network: "offline" })')
  await page.getByRole('button', { name: 'fetch' }).click()
  await says('pulled', 'request:fail net::ERR_INTERNET_DISCONNECTED')
  await page.evaluate('preview.set({ network: "online", phone: "deny" })')
  await page.getByRole('button', { name: 'phone' }).click()
  await says('pulled', 'getPhoneNumber:fail user deny')
  await page.evaluate('preview.set({ phone: "allow", person: "li" })')
  await page.getByRole('button', { name: 'phone' }).click()
  await says('pulled', /phone-li-[0-9A-Za-z]+/)

  // A form with built-in controls and those of TDesign.
  await page.getByTestId('to-form').click()
  await titled('Form')
  // The form answered its opener, which waits below.
  await page.getByTestId('pulled').filter({ hasText: 'sent form' }).waitFor({ state: 'attached' })
  await page.getByPlaceholder('Your name').fill('Wang')
  await page.getByPlaceholder('Phone').fill('199')
  await page.getByPlaceholder('Story').fill('One\ntwo')
  await page.getByText('B', { exact: true }).click()
  await page.getByText('y', { exact: true }).click()
  await page.getByRole('switch').click()
  await page.getByTestId('town').click()
  await page.getByTestId('preview-picker').selectOption('South')
  await page.getByRole('button', { name: 'OK' }).click()
  await says('town', 'South')
  await page.getByTestId('day').click()
  await page.getByTestId('preview-picker').fill('2024-06-07')
  await page.getByRole('button', { name: 'OK' }).click()
  await page.getByRole('button', { name: 'Submit' }).click()
  await page.locator('.t-toast', { hasText: 'Thanks Wang' }).waitFor()
  expect(JSON.parse((await page.getByTestId('result').textContent()) ?? '')).toEqual({
    person: 'Wang', phone: '199', story: 'One\ntwo', side: 'b', kinds: ['y'], agree: true,
    level: 30, town: '1', day: '2024-06-07',
  })

  // Calendar, picker and upload of TDesign.
  await page.getByText('Date', { exact: true }).click()
  await page.locator('.t-calendar__dates-item', { hasText: /^17$/ }).first().click()
  await page.locator('.t-calendar__confirm-btn').click()
  await page.locator('.t-cell', { hasText: 'Date' }).getByText('17').waitFor()
  await page.getByText('City', { exact: true }).first().click()
  await page.getByText('OK', { exact: true }).click()
  await page.locator('.t-cell', { hasText: 'City' }).getByText('C2').waitFor()
  const dialog = page.waitForEvent('filechooser')
  await page.locator('.t-upload__add-icon').click()
  const picture = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
  await (await dialog).setFiles({ name: 'a.svg', mimeType: 'image/svg+xml', buffer: picture })
  await page.locator('.t-upload__thumbnail img').waitFor()

  // Reload keeps the page and what is below it; back leads there.
  await page.reload()
  await titled('Form')
  await page.getByTestId('preview-back').click()
  await titled('Home')
  await page.goForward()
  await titled('Form')
  await page.goBack()
  await titled('Home')

  // A page of a subpackage, a canvas, a modal.
  await page.getByText('Detail').click()
  await says('detail', '7 张 6')
  const pad = await page.getByTestId('pad').boundingBox()
  await page.mouse.move((pad?.x ?? 0) + 10, (pad?.y ?? 0) + 10)
  await page.mouse.down()
  await page.mouse.move((pad?.x ?? 0) + 60, (pad?.y ?? 0) + 60)
  await page.mouse.up()
  await says('drawn', '1')
  await visible().getByRole('button', { name: 'modal' }).click()
  await page.getByTestId('preview-modal').getByRole('button', { name: '确定' }).click()
  await says('detail', 'yes')

  // The tab bar keeps its pages alive; switches show at once.
  await page.getByTestId('preview-back').click()
  await page.getByRole('button', { name: 'Me', exact: true }).click()
  await says('me', 'zh_CN light 16 wifi shows 1')
  await page.evaluate('preview.set({ theme: "dark", language: "en", fontSizeSetting: 20 })')
  await says('me', 'en dark 20 wifi')
  expect(await color('me')).toBe('rgb(238, 238, 238)')
  await page.getByRole('button', { name: 'Home', exact: true }).click()
  await says('shout', 'ROOM')
  expect(await visible().locator('wx-page').evaluate((one) => getComputedStyle(one).fontSize)).toBe('20px')
  await page.getByRole('button', { name: 'Me', exact: true }).click()
  await says('me', 'shows 2')
  await page.reload()
  await says('me', 'en dark 20 wifi shows 1')
  expect(await errors()).toEqual([])

  // What the preview does not know is not silent.
  await page.getByRole('button', { name: 'Home', exact: true }).click()
  await page.getByRole('button', { name: 'unknown' }).click()
  await says('preview-errors', 'wx.startBeaconDiscovery is not in the preview')
  expect(outside).toEqual([])
})
