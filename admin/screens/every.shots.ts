import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { base, newPage, signIn, staff } from '../e2e/browser'
import type { Schemas } from '../src/api/client'
import { may, type Screen } from '../src/features/session/roles'
import { routes } from '../src/router'
import { pathsOf } from './paths'

// Pictures of every screen that the router knows, as somebody sees it who may open it.
const folder = join(import.meta.dirname, '../../out/screens')
const people = ['langxi.moderator', 'city.mediator1', 'langxi.intake', 'maintainer', 'auditor']
const langxi = '341821000000'
const month = 31 * 86_400_000
const accounts = new Map<string, Schemas['AccountView']>()
let id = ''
/** What an address needs besides its path. */
const queries: Record<string, string> = { cases: 'state=queued' }

beforeAll(async () => {
  for (const login of people) accounts.set(login, await (await staff(login)).ask('GET', '/me'))
  const moderator = await staff('langxi.moderator')
  for (const state of ['settled', 'mediating', 'assigned', 'queued']) {
    const { items } = await moderator.ask<{ items: { id: string }[] }>('GET', `/cases?center=${langxi}&state=${state}`)
    id ||= items[0]?.id ?? ''
    if (items.length) queries.cases = `state=${state}`
  }
  const span = `from=${new Date(Date.now() - month).toISOString()}&to=${new Date(Date.now() + month).toISOString()}`
  const { items: rooms } = await moderator.ask<{ items: { id: string }[] }>('GET', `/centers/${langxi}/rooms`)
  for (const room of rooms) {
    const { items } = await moderator.ask<{ items: { start: string, state: string }[] }>('GET', `/rooms/${room.id}/appointments?${span}`)
    const held = items.find((a) => a.state === 'confirmed') ?? items[0]
    if (held) queries.schedule = `day=${held.start.slice(0, 10)}`
  }
})

/** Somebody who may open a screen; '' when it is open to who is not signed in. */
function whoOpens(screen: Screen | undefined, name: string): string {
  if (name === 'sign-in') return ''
  const login = people.find((p) => !screen || may(accounts.get(p), screen))
  if (!login) throw new Error(`nobody of ${people.join(', ')} may open ${screen}`)
  return login
}

test.each(['zh-CN', 'en'])('every screen in %s', async (locale) => {
  mkdirSync(join(folder, locale), { recursive: true })
  const shown = routes.filter((r) => r.name !== 'home') // that one leads to another
  for (const route of shown) {
    const name = String(route.name)
    for (const { path, part } of pathsOf(route.path, id)) {
      const page = await newPage(locale)
      const login = whoOpens(route.meta?.screen, name)
      const address = queries[name] ? `${path}?${queries[name]}` : path
      // A bare page has not the frame that signing in waits for.
      if (login) await signIn(page, login, route.meta?.bare ? '/' : address)
      if (!login || route.meta?.bare) await page.goto(`${base}/admin${address}`)
      await page.waitForLoadState('networkidle')
      await page.screenshot({ path: join(folder, locale, `${[name, part].filter(Boolean).join('-')}.png`), fullPage: true })
      await page.context().close()
    }
  }
  expect(shown.length).toBeGreaterThan(10)
}, 600_000)
