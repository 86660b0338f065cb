import { expect, test } from 'vitest'
import { Phone, usePhones } from './phone'

usePhones()

test('a person takes along its data, takes the number back, and has the account erased', async () => {
  const phone = await Phone.of('data_person', 'pages/me/me')
  await phone.at('bind').click()
  await phone.at('phone').waitFor()
  await phone.at('mine').click()
  await phone.at('copy').click()
  await phone.at('send').click()
  await phone.page.getByTestId('preview-sheet').getByText('确定 OK').click()
  await phone.at('drop-phone').click()
  await phone.page.getByTestId('preview-modal').getByText('解除', { exact: true }).click()
  await expect.poll(() => phone.at('drop-phone').count()).toBe(0)
  await phone.at('erase').click()
  await phone.page.getByTestId('preview-modal').getByText('不了').click()
  await phone.at('erase').click()
  await phone.page.getByTestId('preview-modal').getByText('注销', { exact: true }).click()
  await phone.at('file').waitFor()
  expect(phone.asked).toContain('POST /api/v1/me/erasure')
})
