import type { components } from '../../../admin/src/api/schema'

type Problem = components['schemas']['Problem']

/** Why a call failed: the server's own words, or one of our codes when there was no answer. */
export class Fault extends Error {
  constructor(
    /** Code of the server, or `offline`, `timeout`, `gone` (a file that the phone lost), `broken` (an answer that is none of the server's). */
    readonly code: string,
    /** What to do, in the person's language. Empty for our own codes. */
    readonly detail = '',
    /** HTTP status; 0 when no answer came. */
    readonly status = 0,
    /** Path of the input at fault, and all faults of the input. */
    readonly field = '',
    readonly errors: { code: string; detail: string; field?: string }[] = [],
  ) {
    super(`${code} ${detail}`)
    Object.setPrototypeOf(this, Fault.prototype) // for targets below ES2015
  }

  /** Whether nobody knows if the server has done what was asked. */
  get unheard(): boolean {
    return this.status === 0 && this.code !== 'gone'
  }
}

/** Reads a reply that is no success. */
export function faultOf(status: number, body: unknown): Fault {
  if (typeof body !== 'object' || body === null || !('code' in body)) return new Fault('broken', '', status)
  const p = body as Problem
  return new Fault(p.code, p.detail, status, p.field ?? '', p.errors ?? [])
}

/** Reads what WeChat says when no answer came. */
export function failureOf(message: string): Fault {
  if (/no such file|file not (found|exist)/i.test(message)) return new Fault('gone')
  return new Fault(/time ?out/i.test(message) ? 'timeout' : 'offline')
}
