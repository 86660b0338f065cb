import { Fault } from '../../../services/fault'
import { file, sending } from '../../../services/filing'
import { readNotice } from '../../../services/notice'
import { draft } from '../../../stores/draft'
import { page, tell } from '../../../view/page'
import { t } from '../../../view/words'
import { address, lackingAny, stepOf, type Step } from '../steps'
import { receipt, reused } from '../../../view/outgoing'
import { summary, type Part } from './summary'

interface Problem { step: Step; text: string }

page({
  title: 'mini.about.title',
  texts: ['mini.check.question', 'mini.check.change', 'mini.check.seen', 'mini.check.seen_staff', 'mini.check.seen_other', 'mini.check.seen_nobody',
    'mini.check.agree', 'mini.check.send', 'mini.check.mend', 'mini.check.unread', 'mini.check.waiting', 'mini.common.retry'],
  fresh: true,
  data: { parts: [] as Part[], problems: [] as Problem[], notice: [] as string[], version: '', agreed: false, busy: false, waiting: false, consent: '' },

  async load() {
    this.show()
    const notice = await readNotice()
    // Consent holds for the version that was read, and no other.
    if (notice && draft.get().consent && draft.get().consent !== notice.version) draft.change({ consent: '' })
    this.setData({ notice: notice?.text ?? [], version: notice?.version ?? '' })
    this.show()
  },
  reword() {
    void this.again()
  },
  show() {
    const d = draft.get()
    const problems = Object.entries(d.faults).map(([field, text]) => ({ step: stepOf(field), text }))
    this.setData({
      parts: summary(d), agreed: d.consent !== '', waiting: d.waiting !== '',
      problems: problems.filter(({ step }) => step !== 'check'), consent: d.faults['consent'] ?? '',
    })
  },
  change(event: WechatMiniprogram.BaseEvent<object, { step: Step }>) {
    wx.navigateTo({ url: address(event.currentTarget.dataset.step, true) })
  },
  agree() {
    draft.type('consent', this.data.agreed ? '' : this.data.version)
    this.show()
  },
  async send() {
    if (this.data.busy) return
    const faults = lackingAny(draft.get())
    draft.note({ faults })
    this.show()
    if (Object.keys(faults).length) {
      this.toFaults()
      return
    }
    this.setData({ busy: true })
    const told = sending() // who has sent it already, tells as well
    try {
      const filed = await file()
      if (!told) receipt(filed)
    } catch (thrown) {
      if (thrown instanceof Fault && thrown.unheard) {
        wx.showModal({ title: t('mini.check.later'), content: t('mini.check.later_text'), showCancel: false, confirmText: t('mini.common.understood') })
      } else if (thrown instanceof Fault && thrown.code === 'idempotency.reused') reused()
      else if (!(thrown instanceof Fault) || !Object.keys(draft.get().faults).length) tell(thrown)
    }
    this.setData({ busy: false })
    this.show()
    this.toFaults()
  },
  /** What has to be mended stands at the top, or beside the consent. */
  toFaults() {
    if (this.data.problems.length) wx.pageScrollTo({ scrollTop: 0 })
    else if (this.data.consent) wx.pageScrollTo({ selector: '#at-consent', fail: () => undefined })
  },
})
