import { get, post } from '../../../services/api'
import { keptFile } from '../../../services/capture'
import { Fault } from '../../../services/fault'
import { byWord, sendFiles } from '../../../services/filing'
import { session } from '../../../services/session'
import { draft, nobody, type Draft } from '../../../stores/draft'
import { relationWord } from '../../../view/codes'
import { page, tell } from '../../../view/page'
import { consented, otherWay } from '../../../view/privacy'
import { t } from '../../../view/words'
import { complete, onward, typing } from '../steps'

const relations = ['child', 'parent', 'spouse', 'guardian', 'relative', 'colleague', 'committee', 'lawyer', 'other']
const most = 10

const worded = (d: Draft) => ({
  relations: relations.map((code) => ({ code, word: relationWord(code) })),
  rows: d.others.map((person, index) => ({ person, name: t('mini.who.other_at', { n: index + 1 }) })),
})

const seen = (d: Draft) => ({
  ...worded(d), applicant: d.applicant, representative: d.representative, proxy: d.proxy, known: d.known, faults: d.faults,
  authority: d.authority?.name ?? '', paper: d.proxy && d.representative.relation !== '' && !byWord.includes(d.representative.relation),
  more: d.others.length < most,
})

page({
  title: 'mini.about.title',
  texts: ['mini.who.question', 'mini.who.for', 'mini.who.myself', 'mini.who.someone', 'mini.who.me', 'mini.who.them', 'mini.who.relation',
    'mini.who.authority', 'mini.who.authority_hint', 'mini.who.take', 'mini.who.wechat_phone', 'mini.who.side', 'mini.who.known',
    'mini.who.unknown', 'mini.who.unknown_hint', 'mini.who.add', 'mini.who.drop', 'mini.about.next', 'mini.about.back'],
  fresh: true,
  data: { ...seen(draft.get()), change: false },

  load(query) {
    this.setData({ ...seen(draft.get()), change: query['change'] === '1' })
    void this.remembered()
  },
  reword() {
    this.show()
  },
  ...typing,
  show() {
    this.setData(seen(draft.get()))
  },
  /** Puts in the number that the account has, so that nobody types it twice. */
  async remembered() {
    const at = draft.get().proxy ? 'representative' : 'applicant'
    if (draft.get()[at].phone || !session.known()?.has_phone) return
    try {
      const { phone } = await get('/api/v1/me/phone')
      if (!draft.get()[at].phone) draft.type(`${at}.phone`, phone)
      this.show()
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown // it can be typed
    }
  },
  /** What was typed about oneself goes along when it turns out that one files for another. */
  forWhom(event: WechatMiniprogram.BaseEvent<object, { proxy: boolean }>) {
    const { proxy } = event.currentTarget.dataset
    const d = draft.get()
    if (proxy === d.proxy) return
    const { relation, ...self } = d.representative
    draft.change(proxy
      ? { proxy, representative: { ...d.applicant, relation }, applicant: nobody() }
      : { proxy, applicant: self, representative: { ...nobody(), relation } })
    draft.note({ faults: {} })
    this.show()
  },
  relate(event: WechatMiniprogram.BaseEvent<object, { code: string }>) {
    draft.type('representative.relation', event.currentTarget.dataset.code)
    this.show()
  },
  async takeAuthority() {
    if (!(await consented())) return otherWay(t('mini.attach.refused'))
    wx.chooseMedia({
      count: 1, mediaType: ['image'], sizeType: ['compressed'],
      success: ({ tempFiles: [file] }) => { if (file) void this.authorise(file.tempFilePath) },
      fail: () => undefined, // the person has chosen nothing
    })
  },
  async authorise(path: string) {
    const authority = { path: await keptFile(path), name: t('mini.attach.a_photo'), kind: 'paper' as const, id: '' }
    draft.type('representative.authorisation', '')
    draft.change({ authority })
    this.show()
    try {
      await sendFiles()
    } catch (thrown) {
      if (!(thrown instanceof Fault) || !thrown.unheard) tell(thrown)
    }
  },
  async wechatPhone(event: WechatMiniprogram.ButtonGetPhoneNumber) {
    if (!event.detail.code) return otherWay(t('mini.who.phone_refused'))
    try {
      session.heard(await post('/api/v1/me/phone', { body: { code: event.detail.code } }))
      draft.type(`${draft.get().proxy ? 'representative' : 'applicant'}.phone`, (await get('/api/v1/me/phone')).phone)
      this.show()
    } catch (thrown) {
      tell(thrown)
    }
  },
  side(event: WechatMiniprogram.BaseEvent<object, { known: boolean }>) {
    draft.change({ known: event.currentTarget.dataset.known })
    this.show()
  },
  add() {
    draft.change({ others: [...draft.get().others, nobody()] })
    this.show()
  },
  drop(event: WechatMiniprogram.BaseEvent<object, { index: number }>) {
    const others = draft.get().others.filter((_, index) => index !== event.currentTarget.dataset.index)
    draft.change({ others: others.length ? others : [nobody()] })
    draft.note({ faults: {} })
    this.show()
  },
  onward() {
    if (complete('who', this)) onward('who', this.data.change)
  },
})
