import { newKey, type Of } from '../services/api'
import { Fault } from '../services/fault'
import { file, sending, waits } from '../services/filing'
import { draft } from '../stores/draft'
import { wordsOf } from './page'
import { t } from './words'

/** Shows the receipt of a filing. The steps behind it are over. */
export function receipt({ id, track }: Pick<Of<'CaseView'>, 'id' | 'track'>): void {
  wx.reLaunch({ url: `/pages/done/done?id=${id}&token=${track}` })
}

/**
 * The server has an earlier version of this very draft. What was changed since is not
 * thrown away: sent again it is a filing of its own.
 */
export function reused(): void {
  draft.note({ key: newKey() })
  wx.showModal({
    content: t('mini.check.reused'), confirmText: t('mini.check.to_cases'), cancelText: t('mini.check.stay'),
    success: ({ confirm }) => { if (confirm) wx.switchTab({ url: '/pages/cases/cases' }) },
  })
}

const atFiling = (): boolean => getCurrentPages().slice(-1)[0]?.route.startsWith('pages/file/') ?? false

function ask(content: string, confirmText: string, go: () => void): void {
  wx.showModal({
    content, confirmText, cancelText: t('mini.common.understood'),
    success: ({ confirm }) => { if (confirm) go() },
  })
}

/** Sends the filing that waits for the network, and tells the person what became of it. */
export async function sendWaiting(): Promise<void> {
  if (!waits() || sending()) return
  try {
    const filed = await file()
    if (atFiling()) receipt(filed)
    else ask(t('mini.check.sent_now'), t('mini.check.to_receipt'), () => receipt(filed))
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.unheard) return // it goes on waiting
    if (thrown instanceof Fault && thrown.code === 'idempotency.reused') return reused()
    const words = wordsOf(thrown)
    ask(t('mini.check.not_sent', { words }), t('mini.check.change'), () => wx.navigateTo({ url: '/pages/file/check/check' }))
  }
}

/** Sends what waits as soon as there is a network again. */
export function followNetwork(): void {
  wx.onNetworkStatusChange(({ isConnected }) => {
    if (isConnected) void sendWaiting()
  })
}
