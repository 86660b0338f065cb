import { settings } from '../stores/settings'
import { stored } from '../stores/stored'
import type { Of } from './api'
import { failureOf } from './fault'
import { ask } from './http'

type Account = Of<'AccountView'>

const kept = stored<{ token: string; account: Account } | undefined>('session', undefined)

const code = (): Promise<string> => new Promise((resolve, reject) => {
  wx.login({ success: (answer) => resolve(answer.code), fail: ({ errMsg }) => reject(failureOf(errMsg)) })
})

let signing: Promise<string> | undefined

/** Signs in without asking anything: WeChat's code is exchanged for a session. */
async function signIn(): Promise<string> {
  const { token, account } = await ask<Of<'BearerReplyBody'>>({
    method: 'POST', path: '/api/v1/sessions/wechat', body: { code: await code() }, language: settings.language,
  })
  kept.set({ token, account })
  return token
}

/** However many ask, one sign-in is under way. */
function signInOnce(): Promise<string> {
  signing ??= signIn().finally(() => { signing = undefined })
  return signing
}

export const session = {
  /** The token of the session; signs in when there is none. */
  token(): Promise<string> {
    const token = kept.get()?.token
    return token ? Promise.resolve(token) : signInOnce()
  },

  /** A token in the place of one that the server no longer takes. */
  renew(old: string): Promise<string> {
    const now = kept.get()?.token
    return now && now !== old ? Promise.resolve(now) : signInOnce()
  },

  /** Who is signed in, as the server last said. */
  async account(): Promise<Account> {
    await session.token()
    return kept.get()?.account as Account
  },

  /** What is known without asking. */
  known: (): Account | undefined => kept.get()?.account,

  /** Keeps what the server says of the account. */
  heard(account: Account): void {
    const now = kept.get()
    if (now) kept.set({ ...now, account })
  },

  forget: (): void => kept.set(undefined),
}
