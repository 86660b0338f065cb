import { expect, test } from 'vitest'
import { Phone, usePhones } from './phone'
import { Speaker } from './server-side'

usePhones()

const story = '隔壁的雨水管冲坏了我家菜地，说了几次他都不理。'
const picture = {
  name: 'field.png', mimeType: 'image/png',
  buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
}

const box = (phone: Phone, id: string) => phone.at(id).locator('input, textarea')
const problem = (phone: Phone, id: string) => phone.at(`${id}-problem`)
const button = (phone: Phone, text: string) => phone.page.getByTestId('preview-modal').getByText(text, { exact: true })

/** Answers the steps up to the last one. */
async function answer(phone: Phone): Promise<void> {
  await phone.at('type-02').click()
  await phone.at('onward').click()
  await box(phone, 'what').fill(story)
  await phone.at('onward').click()
  for (const name of ['郎溪县', '建平镇']) await phone.at('division').getByText(name, { exact: true }).click()
  await expect.poll(() => phone.at('names').textContent()).toBe('郎溪县 建平镇')
  await phone.at('onward').click()
  await box(phone, 'applicant-name').fill('菜地主')
  await box(phone, 'applicant-phone').fill('13956300011')
  await box(phone, 'others.0-name').fill('雨水管')
  await phone.at('onward').click()
}

const mine = async (name: string): Promise<{ id: string }[]> =>
  (await (await Speaker.person(name)).ask<{ items: { id: string }[] }>('GET', '/me/cases')).items

test('a new person files a matter with a photo and a recording, and gets a receipt', async () => {
  const phone = await Phone.of('file_new')
  await phone.at('file').click()
  await phone.at('type-02').click()
  await phone.at('onward').click()
  await box(phone, 'what').fill(story)
  const chooser = phone.page.waitForEvent('filechooser')
  await phone.at('photo').click()
  await (await chooser).setFiles(picture)
  await phone.sees('已上传')
  await phone.at('voice').click()
  await phone.at('voice').getByText('说完了').click()
  await expect.poll(() => phone.page.getByText('已上传').locator('visible=true').count()).toBe(2)
  await box(phone, 'wishes').fill('改水管')
  await phone.at('onward').click()
  // The map names county and town; what it does not name is chosen.
  await phone.at('map').click()
  await phone.page.getByTestId('preview-location').getByText('确定 OK').click()
  await expect.poll(() => phone.at('names').textContent()).toContain('宣州区')
  await phone.at('onward').click()
  await box(phone, 'applicant-name').fill('菜地主')
  await phone.at('wechat-phone').click()
  await expect.poll(() => box(phone, 'applicant-phone').inputValue()).toMatch(/^1\d{10}$/)
  await phone.at('unknown').click()
  await phone.at('onward').click()
  await phone.at('onward').click()
  await expect.poll(() => problem(phone, 'consent').textContent()).not.toBe('')
  await phone.at('agree').click()
  await phone.at('onward').dblclick()
  await phone.at('done').waitFor()
  await phone.at('code').waitFor()
  await phone.at('share').click()
  await phone.page.getByTestId('preview-sheet').getByText('确定 OK').click()
  const token = await phone.at('token').textContent()
  expect(await phone.page.evaluate(() => (globalThis as unknown as { preview: { shares: { path: string }[] } }).preview.shares[0]?.path))
    .toBe(`/pages/track/index?token=${token}`)
  const [filed, ...more] = await mine('file_new')
  expect(more).toEqual([])
  const found = await (await Speaker.person('file_new')).ask<{ evidence: unknown[]; story: { what: string } }>('GET', `/cases/${filed?.id}`)
  expect(found.evidence).toHaveLength(2)
  expect(found.story.what).toBe(story)
})

test('a draft survives the end of the app', async () => {
  const phone = await Phone.of('file_closed', 'pages/file/about/about')
  await phone.at('type-10').click()
  await phone.at('onward').click()
  await box(phone, 'what').fill('三个月没发工资')
  await phone.go('pages/home/home', { person: 'file_closed' })
  await phone.at('begun').waitFor()
  await phone.at('file').click()
  await phone.at('begun').waitFor()
  await expect.poll(() => phone.at('type-10').getAttribute('aria-checked')).toBe('true')
  await phone.at('onward').click()
  await expect.poll(() => box(phone, 'what').inputValue()).toBe('三个月没发工资')
})

test('without a network the filing waits, and goes out once', async () => {
  const phone = await Phone.of('file_offline', 'pages/file/about/about')
  await answer(phone)
  await phone.at('agree').click()
  await phone.set({ network: 'offline' })
  await phone.at('onward').click()
  await button(phone, '知道了').click()
  await phone.at('waiting').waitFor()
  // The app is closed and opened again while there is still no network.
  await phone.page.reload()
  await phone.at('waiting').waitFor()
  expect(await mine('file_offline')).toEqual([])
  await phone.set({ network: 'online' })
  await phone.at('done').waitFor()
  await phone.set({ network: 'offline' })
  await phone.set({ network: 'online' })
  await phone.go('pages/home/home', { person: 'file_offline' })
  await phone.at('case-line').waitFor()
  expect(await phone.at('begun').count()).toBe(0)
  expect(await mine('file_offline')).toHaveLength(1)
})

test('a filing that was sent while the answer was lost is one case', async () => {
  const phone = await Phone.of('file_lost', 'pages/file/about/about')
  await answer(phone)
  await phone.at('agree').click()
  let lost = 0
  await phone.page.route('**/api/v1/cases', async (route) => {
    await route.fetch() // it arrives; its answer does not
    lost++
    await route.abort()
  })
  await phone.at('onward').click()
  await button(phone, '知道了').click()
  expect(lost).toBe(3)
  await phone.page.unroute('**/api/v1/cases')
  await phone.at('onward').click()
  await phone.at('done').waitFor()
  expect(await mine('file_lost')).toHaveLength(1)
})

test('what is wrong stands beside its field', async () => {
  const phone = await Phone.of('file_wrong', 'pages/file/about/about')
  await phone.at('onward').click()
  await expect.poll(() => problem(phone, 'type').textContent()).toBe('请选一项最接近的。')
  await phone.at('type-02').click()
  await expect.poll(() => problem(phone, 'type').count()).toBe(0) // empty, it takes no room
  await answer(phone)
  await phone.at('change-applicant').click()
  await box(phone, 'applicant-phone').fill('12')
  await phone.at('onward').click()
  await expect.poll(() => problem(phone, 'applicant-phone').textContent()).toContain('11 位手机号')
  await box(phone, 'applicant-phone').fill('13956300011')
  // Only the server knows that this number has a wrong digit.
  await box(phone, 'applicant-number').fill('110101199003071230')
  await phone.at('onward').click()
  await phone.at('agree').click()
  await phone.at('onward').click()
  await phone.at('mend').click()
  await expect.poll(() => problem(phone, 'applicant-number').textContent()).toContain('身份证号码有误')
  await box(phone, 'applicant-number').fill('')
  await phone.at('onward').click()
  await phone.at('onward').click()
  await phone.at('done').waitFor()
})

test('a file that is no picture is named, and keeps nobody from filing', async () => {
  const phone = await Phone.of('file_refused', 'pages/file/story/story')
  const chooser = phone.page.waitForEvent('filechooser')
  await phone.at('photo').click()
  await (await chooser).setFiles({ ...picture, buffer: Buffer.from('no picture at all') })
  await expect.poll(() => phone.at('file').textContent()).toContain('文件')
  await phone.at('onward').click()
  await expect.poll(() => phone.page.getByText('有文件传不上去').locator('visible=true').count()).toBe(1)
  await phone.at('remove').click()
  // Who cannot write speaks.
  await phone.at('voice').click()
  await phone.at('voice').getByText('说完了').click()
  await phone.sees('已上传')
  await phone.at('onward').click()
  await phone.at('division').first().waitFor()
})

test('a few words give the kind, and tell of the same matter filed before', async () => {
  await (await Speaker.person('file_twice')).file('楼上装修漏水泡坏了我家天花板，找他赔他不肯。')
  const phone = await Phone.of('file_twice', 'pages/file/about/about')
  await phone.at('describe').click()
  await box(phone, 'what').fill('楼上装修漏水，泡坏了我家天花板，找他赔偿他不肯。')
  await phone.at('ask').click()
  await phone.at('suggestion').getByText('邻居之间').waitFor()
  await phone.sees(/因为您写到了.*漏水/)
  await phone.at('yours').waitFor()
  await phone.at('use').click()
  await expect.poll(() => box(phone, 'what').inputValue()).toContain('楼上装修漏水')
})

test('a relative files for somebody else; others show a paper', async () => {
  const phone = await Phone.of('file_proxy', 'pages/file/about/about', { fontSizeSetting: '24' })
  await answer(phone)
  await phone.at('change-applicant').click()
  await phone.at('someone').click()
  await expect.poll(() => box(phone, 'representative-name').inputValue()).toBe('菜地主')
  await phone.at('relation-lawyer').click()
  await box(phone, 'applicant-name').fill('老母亲')
  await phone.at('onward').click()
  await expect.poll(() => problem(phone, 'authority').textContent()).not.toBe('')
  await phone.at('relation-child').click()
  await phone.at('onward').click()
  await phone.at('change-representative').waitFor()
  await phone.at('agree').click()
  await phone.at('onward').click()
  await phone.at('done').waitFor()
})

test('who denies place, number and consent can file by typing', async () => {
  const phone = await Phone.of('file_denied', 'pages/file/about/about', { privacy: 'deny', phone: 'deny', location: 'deny' })
  await phone.at('type-02').click()
  await phone.at('onward').click()
  await box(phone, 'what').fill(story)
  await phone.at('photo').click()
  await button(phone, '知道了').click()
  await phone.at('onward').click()
  await phone.at('map').click()
  await button(phone, '知道了').click()
  await phone.at('division').first().click()
  await phone.at('onward').click()
  await phone.at('wechat-phone').click()
  await button(phone, '知道了').click()
  await box(phone, 'applicant-phone').fill('13956300011')
})

test('in English, on a narrow phone, nothing is wider than the screen', async () => {
  const phone = await Phone.of('file_english', 'pages/file/about/about', { language: 'en' })
  await phone.page.setViewportSize({ width: 320, height: 700 })
  const narrow = async () => expect(await phone.page.evaluate(() => {
    const page = document.querySelector('.page:not([hidden])')
    return page ? page.scrollWidth - page.clientWidth : -1
  })).toBe(0)
  await phone.sees('Step 1 of 5')
  await narrow()
  await phone.at('type-02').click()
  await phone.at('onward').click()
  await phone.sees('Tell us what happened')
  await narrow()
  await box(phone, 'what').fill('He does not pay my wages.')
  await phone.at('onward').click()
  await phone.at('division').first().waitFor()
  await narrow()
  await phone.at('division').first().click()
  await phone.at('onward').click()
  await phone.sees('I file for someone')
  await narrow()
  await box(phone, 'applicant-name').fill('Wang')
  await box(phone, 'applicant-phone').fill('13956300011')
  await phone.at('onward').click()
  await phone.sees('Who will see this')
  await narrow()
})
