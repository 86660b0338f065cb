import { expect, test } from 'vitest'
import { Phone, usePhones } from './phone'
import { Speaker } from './server-side'

usePhones()

const center = '341821000000'

test('a case from filing to its place in the queue, as its applicant sees it', async () => {
  const person = await Speaker.person('case_chen')
  const officer = await Speaker.staff('langxi.moderator')
  const id = await person.file()

  const phone = await Phone.of('case_chen', `pages/case/case?id=${id}`)
  await expect.poll(() => phone.at('state').textContent()).toBe('待审核')
  expect(phone.asked.filter((one) => one.includes('/cases/')).length).toBeLessThanOrEqual(3)
  expect(await phone.at('do-sign').count()).toBe(0)
  expect(await phone.at('book').count()).toBe(0)

  // The officer asks for more; the answer is the big button.
  await officer.ask('POST', `/cases/${id}/supplement-request`, { note: '请拍一张菜地的照片' })
  await phone.page.evaluate(() => (globalThis as unknown as { preview: { pullDown(): void } }).preview.pullDown())
  await phone.at('urgent').click()
  await phone.at('send').click()
  await phone.sees('请写几句。')
  await phone.at('note').locator('textarea').fill('照片下次带来，菜地在屋后。')
  await phone.go(`pages/case/step/step?id=${id}&event=supply`, { person: 'case_chen' }) // closed in between: it is still there
  await expect.poll(() => phone.at('note').locator('textarea').inputValue()).toBe('照片下次带来，菜地在屋后。')
  await phone.at('send').click()
  await expect.poll(() => phone.at('state').textContent()).toBe('材料已补充')

  await officer.ask('POST', `/cases/${id}/acceptance`, { center })
  await phone.go(`pages/case/case?id=${id}`, { person: 'case_chen' })
  await expect.poll(() => phone.at('state').textContent()).toBe('已受理，排队中')
  await phone.at('talk').click()
  await phone.at('text').locator('textarea').fill('下周三下午有空。')
  await phone.at('send').click()
  await expect.poll(() => phone.at('line').count()).toBe(1)
  await phone.sees('下周三下午有空。')
})

test('a declined filing is objected to, and a matter that goes on is withdrawn', async () => {
  const person = await Speaker.person('case_wu')
  const officer = await Speaker.staff('langxi.moderator')
  const id = await person.file('请求撤销法院判决。')
  await officer.ask('POST', `/cases/${id}/refusal`, { reason: 'handled', note: '法院已判决。' })

  const phone = await Phone.of('case_wu', `pages/case/case?id=${id}`)
  await phone.at('urgent').click()
  await phone.sees('另一位工作人员')
  await phone.at('note').locator('textarea').fill('不是同一件事。')
  await phone.at('send').click()
  await expect.poll(() => phone.at('state').textContent()).toBe('申诉中')
  await phone.at('do-withdraw').click()
  await phone.at('note').locator('textarea').fill('已经和解')
  await phone.at('send').click()
  await phone.page.getByTestId('preview-modal').getByText('确定').click()
  await expect.poll(() => phone.at('state').textContent()).toBe('已撤回')
  expect(await phone.at('urgent').count()).toBe(0)
})

test('somebody else sees nothing, in English as well', async () => {
  const id = await (await Speaker.person('case_zhao')).file()
  const stranger = await Phone.of('case_stranger', `pages/case/case?id=${id}`, { language: 'en' })
  await stranger.at('problem').waitFor()
  expect(await stranger.page.content()).not.toContain('陈菜地')
})
