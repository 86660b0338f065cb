import { config } from '../config'
import { failureOf, faultOf, Fault } from './fault'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** One question to the server. */
export interface Ask {
  method: Method
  path: string
  query?: Record<string, string | number | undefined>
  body?: unknown
  /** Idempotency key: with one, a POST may be sent again. */
  key?: string
  token?: string
  language: string
}

const timeout = 15_000
/** Pauses before the second and the third try, in milliseconds. */
const pauses = [400, 1600]

/** Whether sending a question twice does no more than sending it once. */
export const repeatable = (ask: Ask): boolean => ask.method === 'GET' || ask.method === 'DELETE' || Boolean(ask.key)

const passing = (fault: Fault): boolean => fault.unheard || [502, 503, 504].includes(fault.status)

/** Asks, and asks again when no answer came and that does no harm. */
export async function ask<T>(question: Ask): Promise<T> {
  for (let turn = 0; ; turn++) {
    try {
      return await send<T>(question)
    } catch (thrown) {
      const pause = pauses[turn]
      if (!(thrown instanceof Fault) || pause === undefined || !repeatable(question) || !passing(thrown)) throw thrown
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}

export function headersOf({ token, key, language }: Pick<Ask, 'token' | 'key' | 'language'>): Record<string, string> {
  return {
    'Accept-Language': language,
    ...(token ? { Authorization: `Bearer ${token}` } : {}),
    ...(key ? { 'Idempotency-Key': key } : {}),
  }
}

/** The address of a path with its query; what is undefined or empty is left out. */
export function address(path: string, query: Ask['query'] = {}): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const text = said.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')
  return config.server + path + (text ? `?${text}` : '')
}

function send<T>(question: Ask): Promise<T> {
  return new Promise((resolve, reject) => {
    wx.request({
      url: address(question.path, question.query),
      // The typings know no PATCH, which WeChat sends since base library 2.27.
      method: question.method as 'POST',
      header: headersOf(question),
      timeout,
      ...(question.body === undefined ? {} : { data: question.body as object }),
      success: ({ statusCode, data }) => {
        if (statusCode >= 200 && statusCode < 300) resolve(data as T)
        else reject(faultOf(statusCode, data))
      },
      fail: ({ errMsg }) => reject(failureOf(errMsg)),
    })
  })
}
