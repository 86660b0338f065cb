import type { components, paths } from '../../../admin/src/api/schema'
import { settings } from '../stores/settings'
import { Fault } from './fault'
import { ask, headersOf, type Method } from './http'
import { session } from './session'

/** A type of the API document by its name. */
export type Of<K extends keyof components['schemas']> = components['schemas'][K]

type Verb = Lowercase<Method>
type Operation<P extends keyof paths, V extends Verb> = paths[P][V]
type Content<B> = B extends { content: { 'application/json': infer T } } ? T : undefined
export type BodyOf<O> = O extends { requestBody: infer B } ? Content<B> : undefined
type Answer<O> = O extends { responses: infer R }
  ? R extends { 200: infer S } ? Content<S> : R extends { 201: infer S } ? Content<S> : undefined
  : never
type PathsOf<V extends Verb> = { [P in keyof paths]: undefined extends paths[P][V] ? never : P }[keyof paths]

export interface More<B = unknown> {
  /** Values of the {names} in the path. */
  path?: Record<string, string>
  query?: Record<string, string | number | undefined>
  body?: B
  key?: string
}

/** Where a client gets the token of its requests. */
export interface Tokens {
  token(): Promise<string>
  /** A token in the place of one that the server no longer takes. */
  renew(old: string): Promise<string>
}

/**
 * A client that asks the server with the tokens of one kind of person. A session that
 * has ended is renewed once, for all who ask at that moment together. Its methods throw
 * a Fault.
 */
export function clientOf(tokens: Tokens) {
  async function call<V extends Verb, P extends PathsOf<V>>(
    verb: V, path: P, more: More<BodyOf<Operation<P, V>>>,
  ): Promise<Answer<Operation<P, V>>> {
    const filled = (path as string).replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = more.path?.[name]
      if (!value) throw new Error(`${path} needs ${name}`)
      return encodeURIComponent(value)
    })
    const once = (token: string) => ask<Answer<Operation<P, V>>>({
      method: verb.toUpperCase() as Method, path: filled, language: settings.language, token,
      ...(more.query ? { query: more.query } : {}),
      ...(more.body === undefined ? {} : { body: more.body }),
      ...(more.key ? { key: more.key } : {}),
    })
    const token = await tokens.token()
    try {
      return await once(token)
    } catch (thrown) {
      if (!(thrown instanceof Fault) || thrown.status !== 401) throw thrown
      return once(await tokens.renew(token))
    }
  }
  return {
    get: <P extends PathsOf<'get'>>(path: P, more: More<BodyOf<paths[P]['get']>> = {}) => call('get', path, more),
    post: <P extends PathsOf<'post'>>(path: P, more: More<BodyOf<paths[P]['post']>> = {}) => call('post', path, more),
    patch: <P extends PathsOf<'patch'>>(path: P, more: More<BodyOf<paths[P]['patch']>> = {}) => call('patch', path, more),
    remove: <P extends PathsOf<'delete'>>(path: P, more: More<BodyOf<paths[P]['delete']>> = {}) => call('delete', path, more),
  }
}

/** The client of the citizen, who is signed in without being asked. */
export const { get, post, patch, remove } = clientOf(session)

/** Headers for what WeChat sends or fetches as a file. */
export async function fileHeaders(tokens: Tokens = session): Promise<Record<string, string>> {
  return headersOf({ token: await tokens.token(), language: settings.language })
}

/** A new idempotency key. It only has to differ from the person's other ones. */
export function newKey(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`
}
