import { settings } from '../stores/settings'
import { stored } from '../stores/stored'
import { get, type Of } from './api'
import { Fault } from './fault'

type Notice = Of<'PrivacyNotice'>

const kept = stored<{ language: string; notice: Notice } | undefined>('notice', undefined)

/** The privacy notice: the server's, or without a network the one that was read last. */
export async function readNotice(): Promise<Notice | undefined> {
  try {
    const { privacy } = await get('/api/v1/reference')
    kept.set({ language: settings.language, notice: privacy })
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
  }
  return kept.get()?.notice
}
