import { expect, inject, test } from 'vitest'
import { Phone, usePhones } from './phone'
import { Speaker } from './server-side'

usePhones()

const login = 'langxi.mediator2'

/** Opens the mediator's desk and signs in. */
async function desk(name: string, switches: Record<string, string> = {}): Promise<Phone> {
  const phone = await Phone.of(name, 'packages/mediator/today/today', switches)
  await enter(phone)
  await phone.at('cases').waitFor()
  return phone
}

async function enter(phone: Phone, who = login, password = inject('passwords')[who] ?? ''): Promise<void> {
  await phone.at('login').locator('input').fill(who)
  await phone.at('password').locator('input').fill(password)
  await phone.at('enter').click()
}

/** A case whose mediation has begun. */
async function mediating(name: string): Promise<Awaited<ReturnType<typeof Speaker.assigned>>> {
  const one = await Speaker.assigned(name, login)
  await one.person.ask('POST', `/cases/${one.id}/stand`, { stand: 'agreed' })
  await one.mediator.ask('POST', `/cases/${one.id}/start`, { note: '开始' })
  return one
}

/** Ends all sessions of the mediator but the one that asks. */
async function signOutEverywhere(): Promise<void> {
  const mediator = await Speaker.staff(login)
  const { items } = await mediator.ask<{ items: { id: string; current: boolean }[] }>('GET', '/me/sessions')
  for (const { id, current } of items) if (!current) await mediator.ask('DELETE', `/me/sessions/${id}`)
}

const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

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
  await phone.at('add-record').click()
  await phone.at('present').first().click()
  await phone.at('record').locator('textarea').fill('双方到场，说明了情况。')
  // The app is closed: the session is gone, and what was typed is not.
  await phone.page.goto('about:blank')
  await phone.go(`packages/mediator/record/record?id=${one.id}`, { person: 'med_desk2' })
  await enter(phone)
  await expect.poll(() => phone.at('record').locator('textarea').inputValue()).toBe('双方到场，说明了情况。')
  expect(await phone.at('present').first().getAttribute('aria-checked')).toBe('true')
  await phone.at('save').click()
  await expect.poll(() => phone.at('count').textContent()).toMatch(/1$/)
  await phone.sees('双方到场，说明了情况。')
})

test('a session that ends while a form is sent loses nothing of it', async () => {
  const one = await mediating('med_ended')
  const phone = await desk('med_ended_desk')
  await phone.at('cases').click()
  await phone.at(`case-${one.id}`).click()
  await phone.at('fail').click()
  await phone.at('send').click()
  await phone.at('why-problem').getByText('请写几句').waitFor()
  await phone.at('why').locator('textarea').fill('对方不肯赔。')
  await phone.at('way-court').click()
  await signOutEverywhere()
  await phone.at('send').click()
  await phone.page.getByTestId('preview-modal').getByText('确定').click()
  await enter(phone)
  await expect.poll(() => phone.at('why').locator('textarea').inputValue()).toBe('对方不肯赔。')
  await phone.at('send').click()
  await phone.page.getByTestId('preview-modal').getByText('确定').click()
  await expect.poll(() => phone.at('state').textContent()).toBe('调解不成')
  await phone.at('close').click()
  await phone.page.getByTestId('preview-modal').getByText('确定').click()
  await expect.poll(() => phone.at('state').textContent()).toBe('已结案')
})

test('an agreement is written, signed by the mediator, and for a party by a photograph of its signature', async () => {
  const one = await mediating('med_agree')
  const phone = await desk('med_agree_desk')
  await phone.at('cases').click()
  await phone.at(`case-${one.id}`).click()
  await phone.at('settle').click()
  await phone.at('send').click()
  await phone.at('terms-problem').getByText('至少写一条').waitFor()
  await phone.at('term').first().locator('textarea').fill('周水管把雨水管改到路边')
  await phone.at('add').click()
  await phone.at('term').last().locator('textarea').fill('周水管赔陈菜地菜钱')
  await phone.at('yuan').last().locator('input').fill('三百')
  await phone.at('send').click()
  await phone.at('terms-problem').getByText('金额').waitFor()
  await phone.at('yuan').last().locator('input').fill('300')
  await expect.poll(() => phone.at('says').textContent()).toBe('1. 周水管把雨水管改到路边\n2. 周水管赔陈菜地菜钱，金额 300 元')
  await phone.at('send').click()
  await phone.page.getByTestId('preview-modal').getByText('确定').click()
  await expect.poll(() => phone.at('state').textContent()).toBe('调解成功')

  await phone.at('sign').click()
  await phone.at('signer-mediator').waitFor()
  await phone.at('sign').click()
  await phone.page.getByTestId('preview-modal').getByText('确定').click()
  await phone.at('signer-mediator').waitFor({ state: 'detached' })
  await phone.at('sign').click()
  await phone.at('wrong').getByText('请先拍').waitFor()
  const chooser = phone.page.waitForEvent('filechooser')
  await phone.at('photo').click()
  await (await chooser).setFiles({ name: 'page.png', mimeType: 'image/png', buffer: picture })
  await phone.at('scan').waitFor()
  await phone.at('sign').click()
  await phone.page.getByTestId('preview-modal').getByText('确定').click()
  await phone.at('signer-p1').waitFor({ state: 'detached' })
  const { outcome } = await one.mediator.ask<{ outcome: { signers: string[]; amount: number } }>('GET', `/cases/${one.id}`)
  expect([outcome.signers, outcome.amount]).toEqual([['mediator', 'p1'], 30000])
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

/** Chooses in a picker of the phone. */
async function pick(phone: Phone, at: string, value: string): Promise<void> {
  await phone.at(at).click()
  const sheet = phone.page.getByTestId('preview-sheet')
  await sheet.getByTestId('preview-picker').fill(value)
  await sheet.locator('button').first().click()
  await expect.poll(() => phone.at(at).textContent()).toBe(value)
}

interface Slots { items: { start: string; mediators: { account: string }[] }[] }
const hours8 = 8 * 60 * 60 * 1000

test('a leave makes times vanish, tells what was already there, and gives them back', async () => {
  const one = await Speaker.assigned('med_leave', login)
  const { id: me } = await one.mediator.ask('GET', '/me')
  await book(one)
  const { items } = await one.person.ask<Slots>('GET', `/cases/${one.id}/slots/first`)
  const day = new Date(Date.parse(items[0]?.start ?? '') + hours8).toISOString().slice(0, 10)
  const free = async (): Promise<number> => (await one.person.ask<Slots>('GET', `/cases/${one.id}/slots?from=${day}&days=1`))
    .items.filter((slot) => slot.mediators.some((m) => m.account === me)).length
  expect(await free()).toBeGreaterThan(0)

  const phone = await desk('med_leave_desk', { width: '320' })
  await phone.at('week').click()
  await phone.at('leave').click()
  await pick(phone, 'from', day)
  await pick(phone, 'to', day)
  await phone.at('send').click()
  await phone.at('touched').waitFor()
  await expect.poll(free).toBe(0)
  await phone.at('undo').last().click()
  await expect.poll(free).toBeGreaterThan(0)
})

test('the calendar goes from week to week, and the work of a year is counted', async () => {
  const phone = await desk('med_week', { language: 'en', fontSizeSetting: '24', width: '320' })
  await phone.at('week').click()
  await phone.at('after').click()
  const monday = new Date(Date.now() + hours8)
  monday.setUTCDate(monday.getUTCDate() + 7 - ((monday.getUTCDay() + 6) % 7))
  await phone.at(monday.toISOString().slice(0, 10)).waitFor()
  await phone.page.getByTestId('preview-back').click()
  await phone.at('stats').click()
  await expect.poll(() => phone.at('line').count()).toBe(12)
  await phone.at('month').click()
  await expect.poll(() => phone.at('month').getAttribute('aria-checked')).toBe('true')
})

test('the way to the desk is quiet until a mediator has signed in on the phone', async () => {
  const phone = await Phone.of('med_me', 'pages/me/me')
  await phone.sees('我是调解员')
  await phone.at('mediator').click()
  // Who does not sign in gets back where they were.
  await phone.at('enter').waitFor()
  await phone.page.getByTestId('preview-back').click()
  await phone.at('mediator').click()
  await enter(phone)
  await phone.at('cases').waitFor()
  await phone.page.getByTestId('preview-back').click()
  await phone.go('pages/me/me', { person: 'med_me' })
  await phone.sees('调解员工作台')
})

test('a first password is changed before anything else', async () => {
  const maintainer = await Speaker.staff('maintainer')
  await maintainer.ask('POST', '/staff', {
    login: 'langxi.newcomer', name: '新调解', password: 'First-pass-77', grants: [{ role: 'mediator', center: '341821000000' }] })
  const phone = await Phone.of('med_new', 'packages/mediator/today/today', { fontSizeSetting: '24' })
  await enter(phone, 'langxi.newcomer', 'First-pass-77')
  await phone.at('must-change').waitFor()
  await phone.at('fresh').locator('input').fill('Second-pass-88')
  await phone.at('again').locator('input').fill('Second-pass-89')
  await phone.at('enter').click()
  await phone.at('wrong').getByText('不一样').waitFor()
  await phone.at('fresh').locator('input').fill('short')
  await phone.at('again').locator('input').fill('short')
  await phone.at('enter').click()
  await phone.at('wrong').getByText('10 个字符').waitFor()
  await phone.at('fresh').locator('input').fill('Second-pass-88')
  await phone.at('again').locator('input').fill('Second-pass-88')
  await phone.at('enter').click()
  // A new mediator has nothing yet, and every page says so.
  await phone.at('cases').waitFor()
  await phone.sees('没有待确认的预约')
  await phone.at('cases').click()
  await phone.sees('还没有分给您的案件')
})

test('a visit is opened from the week; it is too early to note who is there', async () => {
  const one = await Speaker.assigned('med_visit', 'langxi.mediator3')
  const id = await book(one)
  await one.mediator.ask('POST', `/appointments/${id}/confirmation`)
  const { start } = await one.person.ask<{ start: string }>('GET', `/appointments/${id}`)
  const phone = await Phone.of('med_visit_desk', 'packages/mediator/week/week', { theme: 'dark', width: '320' })
  await enter(phone, 'langxi.mediator3')
  const day = new Date(Date.parse(start) + hours8).toISOString().slice(0, 10)
  await phone.at('this').waitFor()
  if (!(await phone.page.getByTestId(day).count())) await phone.at('after').click()
  await phone.page.getByTestId(day).getByTestId('visit').first().click()
  await phone.at('arrive').first().click()
  await phone.page.getByTestId('preview-modal').getByText('60').waitFor()
  await phone.page.getByTestId('preview-modal').getByText('知道了').click()
  await phone.at('to-case').click()
  await expect.poll(() => phone.at('state').textContent()).toBe('已约定调解时间')
})

test('a code that is of no case of today says so, and without a network the desk says what to do', async () => {
  const one = await Speaker.assigned('med_scan', login)
  const { track } = await one.person.ask<{ track: string }>('GET', `/cases/${one.id}`)
  const phone = await desk('med_scan_desk')
  await phone.at('scan').click()
  await phone.page.getByTestId('preview-scan').locator('input').fill(`https://yanhe.invalid/t/${track}`)
  await phone.page.getByTestId('preview-scan').getByText('确定').click()
  await phone.page.getByTestId('preview-modal').getByText('今天没有').waitFor()
  await phone.page.getByTestId('preview-modal').getByText('知道了').click()
  await phone.set({ network: 'offline' })
  await phone.at('stats').click()
  await phone.at('problem').getByText('网络').waitFor()
  await phone.set({ network: 'online' })
  await phone.at('retry').click()
  await phone.at('line').first().waitFor()
})
