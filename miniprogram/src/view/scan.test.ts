import { expect, test } from 'vitest'
import { tokenOf } from './scan'

const token = '6bd0czwzq7ave7q42ypy9pd2r4'

test('a token is found in an address, in a scene, and by itself', () => {
  for (const said of [token, ` ${token.toUpperCase()} `, `https://a.invalid/t/${token}`, `https%3A%2F%2Fa.invalid%2Ft%2F${token}`,
    `pages/track/index?scene=${token}`, `pages/track/index?token=${token}&x=1`]) expect(tokenOf(said), said).toBe(token)
})

test('what is no code of ours has none', () => {
  for (const said of ['', '100%', 'https://a.invalid/', `${token}x`, '（2026）宣人调字第12号']) expect(tokenOf(said), said).toBe('')
})
