import { expect, inject, test } from 'vitest'
import { Phone, usePhones } from './phone'
import { Speaker } from './server-side'

usePhones()

const login = 'langxi.mediator2'

/** Opens the mediator's desk and signs in. */
async function desk(name: string, switches: Record<string, string> = {}): Promise<Phone> {
  const phone = await Phone.of(name, 'packages/mediator/today/today', switches)
  await phone.at('login').locator('input').fill(login)
  await phone.at('password').locator('input').fill(inject('passwords')[login] ?? '')
  await phone.at('enter').click()
  await phone.at('cases').waitFor()
  return phone
}

/** Asks for the earliest time of a case. */
async function book({ id, person }: { id: string; person: Speaker }): Promise<string> {
  const { items } = await person.ask<{ items: { room: string; start: string; end: string; mediators: { account: string }[] }[] }>('GET', `/cases/${id}/slots/first`)
  const slot = items[0]
  const made = await person.ask('POST', `/cases/${id}/appointments`, {
    room: slot?.room, start: slot?.start, end: slot?.end, mediator: slot?.mediators[0]?.account })
  return made.id
}

test('a mediator confirms one request, proposes another time for the next, and the citizens hear of it', async () => {
  const [a, b] = [await Speaker.assigned('med_a', login), await Speaker.assigned('med_b', login)]
  const [first, second] = [await book(a), await book(b)]
  const phone = await desk('med_desk')
  await expect.poll(() => phone.at('asked').count()).toBeGreaterThanOrEqual(2)
  const before = await phone.at('asked').count()
  await phone.at('confirm').first().click()
  await expect.poll(() => phone.at('asked').count()).toBe(before - 1)
  await phone.at('propose').first().click()
  await phone.page.getByTestId('preview-action-sheet').locator('button').first().click()
  await expect.poll(() => phone.at('asked').count()).toBe(before - 2)
  const states = [(await a.person.ask('GET', `/appointments/${first}`)).state, (await b.person.ask('GET', `/appointments/${second}`)).state]
  expect(states.sort()).toEqual(['confirmed', 'proposed'])

  const [person, id] = states[0] === 'confirmed' && (await b.person.ask('GET', `/appointments/${second}`)).state === 'proposed'
    ? ['med_b', second] as const : ['med_a', first] as const
  const citizen = await Phone.of(person, `pages/appointment/appointment?id=${id}`)
  await citizen.at('accept').click()
  await expect.poll(() => citizen.at('state').textContent()).toBe('已确认')
})

test('a mediator declines with a reason, starts a case and keeps what was typed when the session ends', async () => {
  const one = await Speaker.assigned('med_c', login)
  const asked = await book(one)
  const phone = await desk('med_desk2', { language: 'en', width: '320' })
  await phone.at('decline').last().click()
  const modal = phone.page.getByTestId('preview-modal')
  await modal.locator('input').fill('出差')
  await modal.getByText('Yes').click()
  await expect.poll(async () => (await one.person.ask('GET', `/appointments/${asked}`)).state).toBe('declined')

  for (const party of ['agreed']) await one.person.ask('POST', `/cases/${one.id}/stand`, { stand: party })
  await phone.at('cases').click()
  await phone.at(`case-${one.id}`).click()
  await phone.at('start').click()
  await phone.at('record').locator('textarea').fill('双方到场，说明了情况。')
  // The app is closed: the session is gone, and what was typed is not.
  await phone.page.goto('about:blank')
  await phone.go(`packages/mediator/case/case?id=${one.id}`, { person: 'med_desk2' })
  await phone.at('login').locator('input').fill(login)
  await phone.at('password').locator('input').fill(inject('passwords')[login] ?? '')
  await phone.at('enter').click()
  await expect.poll(() => phone.at('record').locator('textarea').inputValue()).toBe('双方到场，说明了情况。')
  await phone.at('save').click()
  await expect.poll(() => phone.at('count').textContent()).toMatch(/1$/)
})

test('a wrong password and an account that is no mediator\'s are told apart in words', async () => {
  const phone = await Phone.of('med_wrong', 'packages/mediator/today/today')
  await phone.at('enter').click()
  await phone.sees('请填写用户名和密码。')
  await phone.at('login').locator('input').fill('langxi.moderator')
  await phone.at('password').locator('input').fill(inject('passwords')['langxi.moderator'] ?? '')
  await phone.at('enter').click()
  await phone.sees('这个账号不是调解员。')
})
