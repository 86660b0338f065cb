import { get, type Of } from '../../services/api'
import { download } from '../../services/upload'
import { Fault } from '../../services/fault'
import { page, tell } from '../../view/page'
import { t } from '../../view/words'
import { shown, type Shown } from './wording'

type Case = Of<'CaseView'>

const folded = 5
const openable = ['application/pdf', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document']

page({
  title: 'mini.case.title',
  texts: [
    'mini.case.next_meeting', 'mini.case.call', 'mini.case.book', 'mini.case.rate', 'mini.case.talk', 'mini.case.more', 'mini.case.history',
    'mini.case.files', 'mini.case.no_files', 'mini.case.papers', 'mini.case.outcome', 'mini.case.do', 'mini.case.story', 'mini.case.file',
  ],
  fresh: true,
  data: {
    id: '', c: {} as Partial<Shown>, story: null as Of<'StoryView'> | null, files: [] as Of<'EvidenceView'>[],
    papers: [] as Of<'DocumentView'>[], all: false,
  },

  async load(query) {
    const id = query['id'] ?? ''
    if (!id) throw new Fault('missing', t('mini.case.unknown'), 404)
    this.read = await get('/api/v1/cases/{id}', { path: { id } })
    const papers = await get('/api/v1/cases/{id}/documents', { path: { id } }).catch((thrown: unknown) => {
      if (thrown instanceof Fault) return { items: [] } // the case is worth showing without its papers
      throw thrown
    })
    this.setData({ id, papers: papers.items ?? [] })
    this.show()
  },
  read: undefined as Case | undefined,
  reword() {
    this.show()
  },
  show() {
    if (!this.read) return
    const c = shown(this.read)
    this.setData({
      c: { ...c, timeline: this.data.all ? c.timeline : c.timeline.slice(0, folded) },
      story: this.read.story ?? null, files: this.read.evidence ?? [],
    })
  },
  unfold() {
    this.setData({ all: true })
    this.show()
  },
  step(event: WechatMiniprogram.BaseEvent<object, { event: string }>) {
    wx.navigateTo({ url: `/pages/case/step/step?id=${this.data.id}&event=${event.currentTarget.dataset.event}` })
  },
  call() {
    wx.makePhoneCall({ phoneNumber: this.data.c.phone ?? '', fail: () => undefined })
  },
  go(event: WechatMiniprogram.BaseEvent<object, { to: string }>) {
    wx.navigateTo({ url: `${event.currentTarget.dataset.to}` })
  },
  async open(event: WechatMiniprogram.BaseEvent<object, { id: string; mime: string }>) {
    const { id: file, mime } = event.currentTarget.dataset
    await this.view(`/api/v1/cases/${this.data.id}/evidence/${file}`, mime)
  },
  async paper(event: WechatMiniprogram.BaseEvent<object, { path: string }>) {
    await this.view(event.currentTarget.dataset.path, openable[1] as string)
  },
  async view(path: string, mime: string) {
    wx.showLoading({ title: t('mini.common.loading') })
    try {
      const file = await download(path)
      if (openable.includes(mime)) wx.openDocument({ filePath: file, showMenu: true, fileType: mime === openable[0] ? 'pdf' : 'docx' })
      else wx.previewMedia({ sources: [{ url: file, type: mime.startsWith('video/') ? 'video' : 'image' }] })
    } catch (thrown) {
      tell(thrown)
    } finally {
      wx.hideLoading()
    }
  },
})
