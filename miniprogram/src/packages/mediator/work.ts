import { clientOf, type Of } from '../../services/api'
import { Fault } from '../../services/fault'
import { ask } from '../../services/http'
import { settings } from '../../stores/settings'

// In memory only: a phone that is lent or lost holds no session of staff.
let token = ''

const signedOut = (): Promise<never> => Promise.reject(new Fault('signed_out', '', 401))

/** The client of the mediator, who signs in by name and password. */
export const work = clientOf({
  token: () => (token ? Promise.resolve(token) : signedOut()),
  renew() {
    token = ''
    return signedOut()
  },
})

/** Signs the mediator in. Throws a Fault. */
export async function signIn(login: string, password: string): Promise<Of<'AccountView'>> {
  const found = await ask<Of<'TokenReplyBody'>>({
    method: 'POST', path: '/api/v1/sessions/staff', body: { login, password }, language: settings.language,
  })
  token = found.token ?? ''
  return found.account
}

export async function signOut(): Promise<void> {
  await work.remove('/api/v1/sessions/current')
  token = ''
}

/** Goes to the sign-in and comes back when nobody is signed in; passes on what is no such fault. */
export function orSignIn(thrown: unknown): never {
  if (thrown instanceof Fault && thrown.status === 401) wx.navigateTo({ url: '/packages/mediator/sign-in/sign-in' })
  throw thrown
}
