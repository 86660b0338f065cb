import { onSwitch, switches } from '../runtime/switches'
import { serverAddress } from './address'
import { api, Fail, Listeners, type Options, type Wx } from './api'
import { fileAt, keep } from './files'

const slowness = 2000

/** One request on the network that the switches describe. */
async function send(url: string, init: RequestInit, signal: AbortSignal, timeout = 60_000): Promise<Response> {
  const { network } = switches()
  if (network === 'offline') throw new Fail('net::ERR_INTERNET_DISCONNECTED', { errno: 600001 })
  if (network === 'failing') throw new Fail('timeout', { errno: 5 })
  if (network === 'slow') await new Promise((resolve) => setTimeout(resolve, slowness))
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeout)])
    return await fetch(serverAddress(url), { ...init, signal: limit })
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    if (name === 'TimeoutError') throw new Fail('timeout', { errno: 5 })
    throw new Fail(name === 'AbortError' ? 'abort' : String(error), { errno: 600003 })
  }
}

/** A method that gives a task at once, and tells its end to callbacks only. */
function task<K extends 'request' | 'uploadFile' | 'downloadFile'>(
  name: K,
  run: (options: Options<K>, signal: AbortSignal) => Promise<object>,
): Wx[K] {
  const method = (options: Options<K>) => {
    const stop = new AbortController()
    const progress = new Listeners<{ progress: number }>()
    const call = api(name, async (given) => {
      const answer = await run(given, stop.signal)
      progress.send({ progress: 100 })
      return answer as never
    }) as unknown as (options: Options<K>) => void
    call({ fail: () => undefined, ...options })
    return {
      abort: () => stop.abort(),
      onProgressUpdate: progress.on,
      offProgressUpdate: progress.off,
    }
  }
  return method as unknown as Wx[K]
}

const headersOf = (response: Response): Record<string, string> => Object.fromEntries(response.headers)

function withQuery(url: string, data: unknown): string {
  if (typeof data !== 'object' || data === null) return url
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(data)) {
    if (value !== undefined) query.append(name, String(value))
  }
  return query.size > 0 ? `${url}${url.includes('?') ? '&' : '?'}${query}` : url
}

export const network = {
  request: task('request', async (options, signal) => {
    const { data, method = 'GET', header = {}, dataType = 'json', responseType = 'text', timeout } = options
    const bare = method === 'GET' || method === 'HEAD'
    const headers = new Headers({ 'content-type': 'application/json', ...(header as Record<string, string>) })
    const form = headers.get('content-type')?.includes('x-www-form-urlencoded')
    const text = form ? withQuery('', data).slice(1) : JSON.stringify(data)
    const raw = typeof data === 'string' || data instanceof ArrayBuffer
    const init: RequestInit = { method, headers }
    if (!bare && data !== undefined) init.body = raw ? data : text
    const response = await send(bare ? withQuery(options.url, data) : options.url, init, signal, timeout)
    const answer = { statusCode: response.status, header: headersOf(response), cookies: [] }
    if (responseType === 'arraybuffer') return { ...answer, data: await response.arrayBuffer() }
    const body = await response.text()
    return { ...answer, data: dataType === 'json' ? parsed(body) : body }
  }),
  uploadFile: task('uploadFile', async ({ url, filePath, name, formData = {}, header = {}, timeout }, signal) => {
    const file = fileAt(filePath)
    const body = new FormData()
    for (const [key, value] of Object.entries(formData)) body.append(key, String(value))
    body.append(name, file, file.name)
    // The browser writes the content type itself: it knows the boundary.
    const headers = new Headers(header as Record<string, string>)
    headers.delete('content-type')
    const response = await send(url, { method: 'POST', body, headers }, signal, timeout)
    return { statusCode: response.status, data: await response.text() }
  }),
  downloadFile: task('downloadFile', async ({ url, header = {}, timeout }, signal) => {
    const response = await send(url, { headers: header as Record<string, string> }, signal, timeout)
    const tempFilePath = keep(new File([await response.blob()], url.split('/').at(-1) ?? 'file'))
    return { statusCode: response.status, tempFilePath, header: headersOf(response) }
  }),
}

/** WeChat gives text when it is not JSON. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}

export const networkType = (): 'none' | 'wifi' | '3g' =>
  ({ offline: 'none', slow: '3g' } as const)[switches().network as 'offline' | 'slow'] ?? 'wifi'

export const networkChanged = new Listeners<{ isConnected: boolean; networkType: string }>()
onSwitch((now, before) => {
  if (now.network === before.network) return
  networkChanged.send({ isConnected: now.network !== 'offline', networkType: networkType() })
})
