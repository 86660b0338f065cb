import { switches } from '../runtime/switches'

/**
 * Where a request really goes: the app's own server, whatever host the app names.
 * So a preview never leaves the place it is served from.
 */
export function serverAddress(url: string): string {
  if (/^(data|blob):/.test(url)) return url
  const { pathname, search } = new URL(url, location.origin)
  return new URL(pathname + search, switches().server || location.origin).href
}
