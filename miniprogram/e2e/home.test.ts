import { expect, test } from 'vitest'
import { Phone, usePhones } from './phone'

usePhones()

test('home is usable after two requests', async () => {
  const phone = await Phone.of('home_visitor')
  await phone.at('file').waitFor()
  expect(phone.asked.filter((one) => !one.includes('simulator'))).toEqual(['POST /api/v1/sessions/wechat', 'GET /api/v1/me/cases'])
  await phone.sees('还没有申请。')
})

test('without a network home says what to do, and goes on when there is one', async () => {
  const phone = await Phone.of('home_offline', 'pages/home/home', { network: 'offline' })
  await phone.at('problem').waitFor()
  await phone.sees('网络没有连上')
  await phone.set({ network: 'online' })
  await phone.at('retry').click()
  await phone.at('file').waitFor()
})

test('language and elder mode change at once and stay', async () => {
  const phone = await Phone.of('home_elder', 'pages/me/me')
  await phone.at('en').click()
  await phone.sees('Large and simple')
  await phone.at('elder').click()
  await expect.poll(() => phone.page.locator('[class*=look--elder]').count()).toBeGreaterThan(0)
  await phone.go('pages/home/home', { person: 'home_elder' })
  await phone.sees('Ask for help')
  await expect.poll(() => phone.page.locator('[class*=look--elder]').count()).toBeGreaterThan(0)
})

test('large letters of the phone open the app in elder mode', async () => {
  const phone = await Phone.of('home_large', 'pages/home/home', { fontSizeSetting: '22' })
  await phone.at('file').waitFor()
  expect(await phone.page.locator('[class*=look--elder]').count()).toBeGreaterThan(0)
})

test('an English WeChat gets an English app', async () => {
  const phone = await Phone.of('home_english', 'pages/home/home', { language: 'en' })
  await phone.sees('Ask for help')
  await phone.sees('Messages')
})
