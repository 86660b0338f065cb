import { t } from './words'

/** Asks for the consent that WeChat wants before personal data is used; resolves with the answer. */
export const consented = (): Promise<boolean> => new Promise((resolve) => {
  wx.requirePrivacyAuthorize({ success: () => resolve(true), fail: () => resolve(false) })
})

/** Says that the way is closed, and which one is open. */
export function otherWay(content: string): void {
  wx.showModal({ content, showCancel: false, confirmText: t('mini.common.understood') })
}

/** Whether a call ended because the person closed what it opened. */
export const cancelled = (message: string): boolean => /cancel/i.test(message)
