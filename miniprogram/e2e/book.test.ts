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

test('other days are shown, and a day without a free time says so', async () => {
  const { id } = await Speaker.assigned('book_days')
  const phone = await Phone.of('book_days', `pages/book/book?case=${id}`, { language: 'en', width: '320' })
  await phone.at('day').first().waitFor()
  expect(await phone.at('day').count()).toBe(14)
  for (let n = 0; n < 14 && (await phone.at('offer').count()) === 0; n++) await phone.at('day').nth(n).click()
  await phone.at('offer').first().waitFor()
})

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
