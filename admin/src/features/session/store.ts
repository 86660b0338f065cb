import { defineStore } from 'pinia'
import { ref } from 'vue'
import { answer, api, type Schemas } from '../../api/client'
import { Fault } from '../../api/fault'
import { forgetDrafts } from '../../components/draft'

type Account = Schemas['AccountView']

export const useSession = defineStore('session', () => {
  const account = ref<Account>()
  /** The session has run out under open work: the dialog asks for the password. */
  const expired = ref(false)
  let renewed: ReturnType<typeof resolvers> | undefined

  async function open(login: string, password: string): Promise<Account> {
    const reply = await answer(api.POST('/api/v1/sessions/staff', { body: { login, password, cookie: true } }))
    return reply.account
  }

  async function signIn(login: string, password: string): Promise<void> {
    account.value = await open(login, password)
  }

  /** Finds out who is signed in; nobody is no fault. */
  async function load(): Promise<void> {
    try {
      account.value = await answer(api.GET('/api/v1/me'))
    } catch (thrown) {
      if (!(thrown instanceof Fault) || thrown.status !== 401) throw thrown
      account.value = undefined
    }
  }

  /** What a request with a dead session waits for: many wait for the same sign-in. */
  function renew(): Promise<boolean> {
    if (!account.value) return Promise.resolve(false)
    expired.value = true
    renewed ??= resolvers()
    return renewed.promise
  }

  /** Signs the same person in again and lets the waiting requests go on. */
  async function continueWith(password: string): Promise<void> {
    account.value = await open(account.value?.login ?? '', password)
    expired.value = false
    renewed?.resolve(true)
    renewed = undefined
  }

  async function signOut(): Promise<void> {
    try {
      await answer(api.DELETE('/api/v1/sessions/current'))
    } finally {
      forget()
    }
  }

  function forget(): void {
    forgetDrafts()
    account.value = undefined
    expired.value = false
    renewed?.resolve(false) // what waited gets its 401
    renewed = undefined
  }

  async function changePassword(old: string, password: string): Promise<void> {
    await answer(api.POST('/api/v1/me/password', { body: { old, password } }))
    await load()
  }

  return { account, expired, signIn, load, renew, continueWith, signOut, forget, changePassword }
})

function resolvers() {
  let resolve: (again: boolean) => void = () => undefined
  const promise = new Promise<boolean>((done) => { resolve = done })
  return { promise, resolve }
}
