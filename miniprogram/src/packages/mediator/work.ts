import { clientOf, type Of, type Tokens } from '../../services/api'
import { Fault } from '../../services/fault'
import { ask } from '../../services/http'
import { settings } from '../../stores/settings'
import { deskKnown } from '../../stores/work'
import { t } from '../../view/words'

// In memory only: a phone that is lent or lost holds no session of staff.
let token = ''
let account: Of<'AccountView'> | undefined

const signedOut = (): Promise<never> => Promise.reject(new Fault('signed_out', t('mini.work.signed_out'), 401))

/** The tokens of the mediator, who signs in by name and password. */
export const tokens: Tokens = {
  token: () => (token ? Promise.resolve(token) : signedOut()),
  renew() {
    token = ''
    return signedOut()
  },
}

/** The client of the mediator. */
export const work = clientOf(tokens)

/** Account of the mediator who is signed in. Throws a Fault when nobody is. */
export async function myself(): Promise<string> {
  await tokens.token()
  return account?.id ?? ''
}

/** Signs the mediator in. Throws a Fault. */
export async function signIn(login: string, password: string): Promise<Of<'AccountView'>> {
  const found = await ask<Of<'TokenReplyBody'>>({
    method: 'POST', path: '/api/v1/sessions/staff', body: { login, password }, language: settings.language,
  })
  token = found.token ?? ''
  account = found.account
  if ((account.grants ?? []).some((grant) => grant.role === 'mediator')) deskKnown.set(true)
  return account
}

export async function signOut(): Promise<void> {
  await work.remove('/api/v1/sessions/current')
  token = ''
}

let leaving = false

/**
 * Puts the sign-in in the place of the page, to come back to it. Not on top of it: who
 * does not want to sign in goes back, and would be sent here again.
 */
function toSignIn(): void {
  const here = getCurrentPages().pop()
  if (leaving || !here || here.route.includes('/sign-in/')) return
  leaving = true
  const query = Object.entries(here.options).map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&')
  const back = encodeURIComponent(`/${here.route}${query ? `?${query}` : ''}`)
  wx.redirectTo({ url: `/packages/mediator/sign-in/sign-in?back=${back}`, complete: () => { leaving = false } })
}

/** Goes to the sign-in when nobody is signed in, and says whether it does. */
export function signInAgain(thrown: unknown): boolean {
  const ended = thrown instanceof Fault && thrown.status === 401
  if (ended) toSignIn()
  return ended
}

/** For what a page loads: goes to the sign-in when nobody is signed in. */
export function orSignIn(thrown: unknown): never {
  signInAgain(thrown)
  throw thrown
}
