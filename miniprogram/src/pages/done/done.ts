import { config } from '../../config'
import { get, type Of } from '../../services/api'
import { Fault } from '../../services/fault'
import { download } from '../../services/upload'
import { page, tell } from '../../view/page'
import { consented, otherWay } from '../../view/privacy'
import { t } from '../../view/words'

const size = 600
/** WeChat takes three templates in one question. */
const templates = Object.values(config.templates).filter(Boolean).slice(0, 3)

page({
  title: 'mini.done.title',
  texts: ['mini.done.sent', 'mini.done.keep', 'mini.done.code', 'mini.done.code_words', 'mini.done.copy', 'mini.done.save', 'mini.done.share',
    'mini.done.next', 'mini.done.told', 'mini.done.tell_me', 'mini.done.see', 'mini.done.home', 'mini.done.call'],
  data: { id: '', token: '', picture: '', seen: null as Of<'TrackingView'> | null, asks: templates.length > 0, answered: '' },

  async load({ id = '', token = '' }) {
    this.setData({ id, token })
    // The code comes by itself: without it the rest is worth showing.
    const [seen] = await Promise.all([get('/api/v1/track/{token}', { path: { token } }), this.draw(token)])
    this.setData({ seen })
  },
  reword() {
    void this.again() // the server words what comes next
  },
  async draw(token: string) {
    try {
      this.setData({ picture: await download(`/t/${token}/qr.png?size=${size}`) })
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown
    }
  },
  copy() {
    wx.setClipboardData({ data: this.data.token })
  },
  async save() {
    if (!(await consented())) return otherWay(t('mini.done.not_saved'))
    wx.saveImageToPhotosAlbum({
      filePath: this.data.picture,
      success: () => wx.showToast({ title: t('mini.done.saved') }),
      fail: () => otherWay(t('mini.done.not_saved')),
    })
  },
  onShareAppMessage() {
    return { title: t('mini.done.share_title'), path: `/pages/track/index?token=${this.data.token}` }
  },
  /** WeChat asks only after a tap. Whatever the answer, the inbox tells. */
  subscribe() {
    wx.requestSubscribeMessage({
      tmplIds: templates,
      success: (answer) => {
        const yes = templates.some((id) => (answer as unknown as Record<string, string>)[id] === 'accept')
        this.setData({ asks: false, answered: yes ? t('mini.done.will_tell') : t('mini.done.inbox_tells') })
      },
      fail: () => this.setData({ answered: t('mini.done.inbox_tells') }),
    })
  },
  call() {
    const dial = this.data.seen?.contact.dial
    if (dial) wx.makePhoneCall({ phoneNumber: dial, fail: () => undefined })
  },
  see() {
    wx.redirectTo({ url: `/pages/case/case?id=${this.data.id}`, fail: () => tell(new Fault('broken')) })
  },
  home() {
    wx.switchTab({ url: '/pages/home/home' })
  },
})
