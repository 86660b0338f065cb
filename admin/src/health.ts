import type { Key } from './texts'

/** Asks the service how it is and returns the text that says so. */
export async function askHealth(fetcher: typeof fetch = fetch): Promise<Key> {
  try {
    const answer = await fetcher('/healthz')
    return answer.ok ? 'console.health.well' : 'console.health.unwell'
  } catch {
    return 'console.health.away'
  }
}
