import { get, post, remove } from '../../../services/api'
import { session } from '../../../services/session'
import { forgetAll } from '../../../stores/stored'
import { page, tell } from '../../../view/page'
import { t } from '../../../view/words'

/** Asks before something that cannot be undone; resolves with the answer. */
const sure = (content: string, confirmText: string): Promise<boolean> => new Promise((resolve) => {
  wx.showModal({
    content, confirmText, cancelText: t('mini.data.cancel'),
    success: ({ confirm }) => resolve(confirm),
    fail: () => resolve(false),
  })
})

page({
  title: 'mini.data.title',
  texts: [
    'mini.data.what', 'mini.data.copy', 'mini.data.copy_hint', 'mini.data.send', 'mini.data.phone', 'mini.data.phone_hint',
    'mini.data.erase', 'mini.data.erase_hint',
  ],
  data: { hasPhone: false, busy: false, file: '' },

  async load() {
    const account = await get('/api/v1/me')
    session.heard(account)
    this.setData({ hasPhone: account.has_phone })
  },

  /** One call at a time: a second tap before the answer does nothing. */
  async run(work: () => Promise<void>) {
    if (this.data.busy) return
    this.setData({ busy: true })
    try {
      await work()
    } catch (thrown) {
      tell(thrown)
    }
    this.setData({ busy: false })
  },

  copy() {
    void this.run(async () => {
      const data = await get('/api/v1/me/data')
      const path = `${wx.env.USER_DATA_PATH}/yanhe.json`
      wx.getFileSystemManager().writeFile({
        filePath: path, data: JSON.stringify(data, null, 2), encoding: 'utf8',
        success: () => this.setData({ file: path }),
        fail: () => wx.setClipboardData({ data: JSON.stringify(data, null, 2) }), // no room for a file
      })
    })
  },
  /** WeChat lets a file be sent on by a tap only, so this is a button of its own. */
  send() {
    wx.shareFileMessage({ filePath: this.data.file, fileName: 'yanhe.json', fail: () => undefined })
  },
  dropPhone() {
    void this.run(async () => {
      if (!(await sure(t('mini.data.phone_sure'), t('mini.data.remove')))) return
      await remove('/api/v1/me/phone')
      await this.again()
      wx.showToast({ title: t('mini.data.done') })
    })
  },
  erase() {
    void this.run(async () => {
      if (!(await sure(t('mini.data.erase_sure'), t('mini.data.erase_now')))) return
      await post('/api/v1/me/erasure')
      session.forget()
      forgetAll()
      wx.reLaunch({ url: '/pages/home/home' })
    })
  },
})
