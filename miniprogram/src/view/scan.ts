import { t } from './words'

/**
 * The tracking token in what a code says: an address `…/t/<token>`, a page of ours with
 * `scene=<token>`, or the bare token of 26 letters and digits.
 */
export function tokenOf(said: string): string {
  const found = /(?:\/t\/|scene=|token=|^)([a-z0-9]{26})(?![a-z0-9])/i.exec(decoded(said.trim()))
  return found?.[1]?.toLowerCase() ?? ''
}

function decoded(said: string): string {
  try {
    return decodeURIComponent(said)
  } catch {
    return said // somebody's own code with a stray %
  }
}

/** Opens the camera; resolves with the token of a code of ours, with nothing when there is none. */
export const scanned = (): Promise<string> => new Promise((resolve) => {
  wx.scanCode({
    scanType: ['qrCode', 'wxCode'],
    success: ({ result, path }) => {
      const token = tokenOf(path || result)
      if (!token) wx.showModal({ content: t('mini.home.not_ours'), showCancel: false, confirmText: t('mini.common.understood') })
      resolve(token)
    },
    fail: () => resolve(''), // the person has closed the camera
  })
})
