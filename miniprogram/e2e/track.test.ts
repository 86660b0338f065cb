import { expect, test } from 'vitest'
import { Phone, usePhones } from './phone'
import { Speaker } from './server-side'

usePhones()

const center = '341821000000'
const box = (phone: Phone, id: string) => phone.at(id).locator('input')

interface Case { id: string; track: string; number: string; parties: { id: string; side: string }[] }

/** A case that was accepted. */
async function accepted(name: string): Promise<Case> {
  const person = await Speaker.person(name)
  const id = await person.file()
  await (await Speaker.staff('langxi.moderator')).ask('POST', `/cases/${id}/acceptance`, { center })
  return person.ask<Case>('GET', `/cases/${id}`)
}

test('the printed code and the number lead to the progress', async () => {
  const { track, number } = await accepted('track_li')
  const phone = await Phone.of('track_other', `pages/track/index?scene=${track}`)
  await expect.poll(() => phone.at('state').textContent()).toBe('已受理，排队中')
  await phone.at('queue').waitFor()
  await phone.at('call').click()
  await phone.page.getByTestId('preview-phone-call').getByText('取消').click()
  expect(await phone.page.content()).not.toContain('陈菜地')

  await phone.at('another').click()
  await phone.at('look-up').click()
  await expect.poll(() => phone.at('number-problem').textContent()).not.toBe('')
  await box(phone, 'number').fill(number)
  await box(phone, 'tail').fill('0002')
  await phone.at('look-up').click()
  await expect.poll(() => phone.at('lost').textContent()).not.toBe('')
  await box(phone, 'tail').fill('0001')
  await phone.at('look-up').click()
  await expect.poll(() => phone.at('state').textContent()).toBe('已受理，排队中')
  expect(await phone.at('event').count()).toBeGreaterThan(1)
})

test('the home page scans a code', async () => {
  const { track } = await accepted('track_scan')
  const phone = await Phone.of('track_scan')
  await phone.at('scan').click()
  await phone.page.getByTestId('preview-scan').locator('input').fill(`https://somewhere.invalid/t/${track}`)
  await phone.page.getByTestId('preview-scan').getByText('确定 OK').click()
  await phone.at('progress').waitFor()
})

test('a code that is none says what to do', async () => {
  const phone = await Phone.of('track_none', 'pages/track/index?token=00000000000000000000000000', { language: 'en' })
  await expect.poll(() => phone.at('lost').textContent()).not.toBe('')
  await phone.at('look-up').waitFor()
})

test('the invited other side reads who sees what, and joins', async () => {
  const { id, track, parties } = await accepted('join_li')
  const party = parties.find((p) => p.side === 'other')?.id ?? ''
  const { code } = await (await Speaker.staff('langxi.moderator')).ask<{ code: string }>('POST', `/cases/${id}/parties/${party}/invitation`, {})
  const phone = await Phone.of('join_zhou', `pages/join/join?token=${track}`)
  await phone.at('found').waitFor()
  await phone.at('join').click()
  await expect.poll(() => phone.at('code-problem').textContent()).not.toBe('')
  await expect.poll(() => phone.at('agreed-problem').textContent()).not.toBe('')
  await box(phone, 'code').fill(code === '12345678' ? '87654321' : '12345678')
  await box(phone, 'tail').fill('0002')
  await phone.at('agree').click()
  await phone.at('join').click()
  await expect.poll(() => phone.at('wrong').textContent()).toContain('邀请')
  await phone.page.reload() // what was typed is still there
  await expect.poll(() => box(phone, 'tail').inputValue()).toBe('0002')
  await box(phone, 'code').fill(code)
  await phone.at('agree').click()
  await phone.at('join').click()
  await expect.poll(() => phone.at('state').textContent()).toBe('已受理，排队中')
})

test('law in plain words', async () => {
  const phone = await Phone.of('law_reader', 'pages/law/law', { language: 'en', fontSizeSetting: '24' })
  await phone.sees("People's Mediation Law, article 4")
  expect(await phone.at('lesson').count()).toBe(12)
})
