import createClient from 'openapi-fetch'
import { language, t } from '../i18n/texts'
import { Fault, faultOf } from './fault'
import type { components, paths } from './schema'

export type Schemas = components['schemas']

/** Asks who sits there to sign in again; true when they have. */
type Renew = () => Promise<boolean>
let renew: Renew | undefined

export function onExpiry(ask: Renew): void {
  renew = ask
}

// A wrong password is also a 401; asking for another sign-in would not help there.
const withoutSession = /\/sessions\/|\/me\/password$/

/**
 * Sends a request. When the session has run out the request waits until there is a
 * new one and is then sent again, so that no form ever sees an expired session.
 */
export async function send(request: Request): Promise<Response> {
  if (!request.headers.has('X-Language')) request.headers.set('X-Language', language.value)
  const again = request.clone()
  const response = await reach(request)
  if (response.status !== 401 || withoutSession.test(request.url) || !renew) return response
  return (await renew()) ? reach(again) : response
}

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch {
    throw new Fault(0, 'away', t('console.fault.away'))
  }
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: send })

interface Reply<T> { data?: T, error?: unknown, response: Response }

/** The body of a good reply; a bad one is thrown as a Fault. */
export async function answer<T>(asked: Promise<Reply<T>>): Promise<T> {
  const { data, error, response } = await asked
  if (response.ok) return data as T
  throw faultOf(error as Partial<Schemas['Problem']>, response.status, t('console.fault.unknown'))
}

/** Makes a Fault of whatever was thrown; what is not one is our own mistake. */
export function caught(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown
  console.error(thrown)
  return new Fault(0, 'internal', t('console.fault.unknown'))
}

/** A file as a blob URL: the session travels with the request, never in an address. */
export async function blobUrl(path: string): Promise<string> {
  const response = await send(new Request(new URL(path, location.origin)))
  if (!response.ok) {
    const problem = (await response.json().catch(() => undefined)) as Partial<Schemas['Problem']> | undefined
    throw faultOf(problem, response.status, t('console.fault.unknown'))
  }
  return URL.createObjectURL(await response.blob())
}
