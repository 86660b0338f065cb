import { expect, test } from 'vitest'
import { Phone, usePhones } from './phone'
import { Speaker } from './server-side'

usePhones()

test('a time is booked, confirmed by the mediator, and cancelled with a reason', async () => {
  const { id, mediator } = await Speaker.assigned('book_chen')
  const phone = await Phone.of('book_chen', `pages/case/case?id=${id}`)
  await phone.at('book').click()
  await phone.at('first').first().click()
  await phone.at('confirm').click()
  await expect.poll(() => phone.at('state').textContent()).toBe('等调解员确认')

  const { items } = await mediator.ask<{ items: { id: string }[] }>('GET', `/cases/${id}/appointments`)
  await mediator.ask('POST', `/appointments/${items[0]?.id}/confirmation`)
  await phone.go(`pages/case/case?id=${id}`, { person: 'book_chen' })
  await expect.poll(() => phone.at('state').textContent()).toBe('已约定调解时间')
  await phone.go('pages/home/home', { person: 'book_chen' })
  await phone.at('next').click()
  await phone.at('meeting').click()
  await expect.poll(() => phone.at('state').textContent()).toBe('已确认')
  await phone.at('cancel').click()
  const modal = phone.page.getByTestId('preview-modal')
  await modal.locator('input').fill('家里有急事')
  await modal.getByText('确定').click()
  await expect.poll(() => phone.at('state').textContent()).toBe('已取消')
  await phone.at('anew').waitFor()
})

test('of two who want one time the second is told, and keeps what it wished for', async () => {
  const [a, b] = [await Speaker.assigned('book_a'), await Speaker.assigned('book_b')]
  const [first, second] = [await Phone.of('book_a', `pages/book/book?case=${a.id}`), await Phone.of('book_b', `pages/book/book?case=${b.id}`)]
  await second.at('need-wheelchair').click()
  await expect.poll(() => second.at('need-wheelchair').getAttribute('aria-checked')).toBe('true')
  await first.at('first').first().click()
  await second.at('first').first().click()
  const wanted = await second.at('first').first().textContent()
  await first.at('confirm').click()
  await expect.poll(() => first.at('state').textContent()).toBe('等调解员确认')
  await second.at('confirm').click()
  await second.at('wrong').waitFor()
  await expect.poll(() => second.at('first').first().textContent()).not.toBe(wanted)
  expect(await second.at('need-wheelchair').getAttribute('aria-checked')).toBe('true')
})

test('days with free times are shown by the fortnight, up to the last that can be booked', async () => {
  const { id } = await Speaker.assigned('book_days')
  const phone = await Phone.of('book_days', `pages/book/book?case=${id}`, { language: 'en', width: '320', fontSizeSetting: '24' })
  await phone.at('day').first().waitFor()
  const [before, times] = [await phone.at('day').first().textContent(), await phone.at('offer').count()]
  expect(times).toBeGreaterThan(0)
  await phone.at('day').nth(1).click()
  await expect.poll(() => phone.at('day').nth(1).getAttribute('aria-checked')).toBe('true')
  // A fortnight may have no free day, but it comes into sight all the same.
  const shown = (n: number) => phone.page.getByTestId(`days-${n}`).waitFor({ state: 'attached' })
  for (let n = 1; n <= 4; n++) {
    await phone.at('later').click()
    await shown(n)
  }
  await phone.at('later').waitFor({ state: 'detached' })
  for (let n = 3; n >= 0; n--) {
    await phone.at('sooner').click()
    await shown(n)
  }
  await expect.poll(() => phone.at('day').first().textContent()).toBe(before)
})

test('who finds no fitting time waits for one, and need not', async () => {
  const { id } = await Speaker.assigned('book_wait')
  const phone = await Phone.of('book_wait', `pages/book/book?case=${id}`)
  await phone.at('first').first().waitFor()
  for (const need of ['wheelchair', 'child_friendly', 'online']) await phone.at(`need-${need}`).click()
  await phone.at('none').waitFor()
  await phone.at('wait').click()
  await phone.at('wait-no-more').waitFor()
  // Closed and opened again: what was wished for, and that it waits, are still known.
  await phone.page.goto('about:blank')
  await phone.go(`pages/book/book?case=${id}`, { person: 'book_wait' })
  await phone.at('wait-no-more').waitFor()
  expect(await phone.at('need-online').getAttribute('aria-checked')).toBe('true')
  await phone.at('wait-no-more').click()
  await phone.at('wait').waitFor()
})

test('without a network nothing of a wish is lost, and the time is asked for once', async () => {
  const { id, mediator } = await Speaker.assigned('book_air')
  const phone = await Phone.of('book_air', `pages/book/book?case=${id}`)
  await phone.at('more').click()
  await expect.poll(() => phone.at('people').textContent()).toBe('3')
  await phone.at('first').first().click()
  await phone.set({ network: 'offline' })
  await phone.at('confirm').click()
  await phone.at('wrong').getByText('网络').waitFor()
  await phone.set({ network: 'online' })
  await phone.at('confirm').click()
  await expect.poll(() => phone.at('state').textContent()).toBe('等调解员确认')
  await phone.sees('3 人')
  const { items } = await mediator.ask<{ items: { people: number }[] }>('GET', `/cases/${id}/appointments`)
  expect(items.map((one) => one.people)).toEqual([3])
})

test('an appointment names its mediator, is moved by choosing anew, and is too early to check in', async () => {
  const { id, mediator } = await Speaker.assigned('book_move')
  const phone = await Phone.of('book_move', `pages/book/book?case=${id}`, { width: '320', fontSizeSetting: '24' })
  await phone.at('first').first().click()
  await phone.at('confirm').click()
  await phone.at('who').getByText('金月娥').waitFor()
  const { items } = await mediator.ask<{ items: { id: string; room: string }[] }>('GET', `/cases/${id}/appointments`)
  await mediator.ask('POST', `/appointments/${items[0]?.id}/confirmation`)
  await phone.go(`pages/appointment/appointment?id=${items[0]?.id}`, { person: 'book_move' })
  const modal = phone.page.getByTestId('preview-modal')
  await phone.at('type-code').click()
  await modal.locator('input').fill('WRONG123')
  await modal.getByText('确定').click()
  await modal.getByText('知道了').click()
  await phone.at('scan').click()
  await phone.page.getByTestId('preview-scan').locator('input').fill(`https://yanhe.invalid/d/${await door(items[0]?.room ?? '')}`)
  await phone.page.getByTestId('preview-scan').getByText('确定').click()
  await modal.getByText(/60|一小时|前/).waitFor()
  await modal.getByText('知道了').click()
  await phone.at('move').click()
  await modal.getByText('确定').click()
  await phone.at('first').first().waitFor()
  await phone.at('first').last().click()
  await phone.at('confirm').click()
  await expect.poll(() => phone.at('state').textContent()).toBe('等调解员确认')
})

/** The code at a room's door, as a center prints it. */
async function door(room: string): Promise<string> {
  const { code } = await (await Speaker.staff('langxi.moderator')).ask<{ code: string }>('GET', `/rooms/${room}/door`)
  return code
}

test('centers are found by name, and by place when it may be known', async () => {
  const phone = await Phone.of('centers', 'pages/centers/centers', { location: 'deny' })
  await phone.at('center').first().waitFor()
  await phone.at('near').click()
  await phone.sees('没有取得位置')
  await phone.page.getByTestId('preview-modal').getByText('知道了').click()
  await phone.at('search').locator('input').fill('建平')
  await phone.at('search').locator('input').press('Enter')
  await phone.sees('建平镇')
})

test('the map leads to the centers of a place, and the tree from a county down', async () => {
  const phone = await Phone.of('centers_tree', 'pages/centers/centers', { language: 'en', width: '320' })
  await phone.at('center').first().waitFor()
  await phone.at('near').click()
  await phone.page.getByTestId('preview-location').getByText('确定').click()
  await phone.at('found').waitFor()
  await expect.poll(() => phone.at('center').first().textContent()).toContain('鳌峰街道')
  await phone.at('search').locator('input').fill('郎溪')
  await phone.at('search').locator('input').press('Enter')
  await phone.at('center').first().click()
  await phone.at('room').first().waitFor()
  await expect.poll(() => phone.at('title').textContent()).toContain('Langxi')
  await phone.at('below').first().click()
  await expect.poll(() => phone.at('title').textContent()).not.toContain('Langxi')
  await phone.page.getByTestId('preview-back').click()
  await phone.at('call').click()
  await phone.page.getByTestId('preview-phone-call').getByText('取消').click()
})

test('without a network the centers say so, and come when it is back', async () => {
  const phone = await Phone.of('centers_air', 'pages/centers/centers', { network: 'offline', theme: 'dark' })
  await phone.at('problem').waitFor()
  await phone.set({ network: 'online' })
  await phone.at('retry').click()
  await phone.at('center').first().waitFor()
})
