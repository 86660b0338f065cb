import { get, newKey, post, type Of } from '../../../services/api'
import { Fault } from '../../../services/fault'
import { download, upload } from '../../../services/upload'
import { stored, type Stored } from '../../../stores/stored'
import { moment } from '../../../view/dates'
import { page, tell } from '../../../view/page'
import { t } from '../../../view/words'

interface Line { id: string; who: string; text: string; at: string; mine: boolean; waiting: boolean; files: { path: string; mime: string }[] }
interface Typed { text: string; key: string }

let path = { id: '', thread: '' }
let draft: Stored<Typed>
let older: string | undefined

const who = (side: string): string =>
  side === 'center' ? t('mini.talk.center') : side === 'applicant' ? t('mini.talk.applicant') : t('mini.talk.other')

const lineOf = (m: Of<'MessageView'>): Line => ({
  id: m.id, who: m.mine ? t('mini.talk.me') : who(m.side), text: m.text, at: moment(m.at), mine: m.mine, waiting: m.waiting,
  files: (m.files ?? []).map((file) => ({ path: file.path, mime: file.mime })),
})

page({
  title: 'mini.talk.title',
  texts: ['mini.talk.none', 'mini.talk.closed', 'mini.talk.waiting', 'mini.talk.write', 'mini.talk.send', 'mini.talk.photo', 'mini.talk.earlier', 'mini.talk.picture'],
  fresh: true,
  data: { lines: [] as Line[], text: '', open: true, earlier: false, busy: false },

  async load(query) {
    path = { id: query['id'] ?? '', thread: query['thread'] ?? '' }
    if (!path.id || !path.thread) throw new Fault('missing', t('mini.case.unknown'), 404)
    draft = stored<Typed>(`talk.${path.id}.${path.thread}`, { text: '', key: newKey() })
    const found = await get('/api/v1/cases/{id}/threads/{thread}/messages', { path, query: { limit: 30 } })
    older = found.next
    this.setData({ lines: (found.items ?? []).map(lineOf).reverse(), earlier: Boolean(older), open: found.open, text: draft.get().text })
    await post('/api/v1/cases/{id}/threads/{thread}/read', { path })
  },
  reword() {
    void this.again()
  },
  async more() {
    try {
      const found = await get('/api/v1/cases/{id}/threads/{thread}/messages', { path, query: { limit: 30, after: older } })
      older = found.next
      this.setData({ lines: [...(found.items ?? []).map(lineOf).reverse(), ...this.data.lines], earlier: Boolean(older) })
    } catch (thrown) {
      tell(thrown)
    }
  },
  type(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    draft.set({ text: event.detail.value, key: newKey() })
    this.setData({ text: event.detail.value })
  },
  send() {
    if (draft.get().text.trim()) void this.post([])
  },
  photo() {
    wx.chooseMedia({
      count: 1, mediaType: ['image'], sourceType: ['album', 'camera'],
      success: ({ tempFiles }) => tempFiles[0] && void this.post([tempFiles[0].tempFilePath]),
      fail: () => undefined,
    })
  },
  async post(photos: string[]) {
    if (this.data.busy) return
    this.setData({ busy: true })
    try {
      const files: string[] = []
      for (const photo of photos) files.push((await upload(photo)).id)
      const { text, key } = draft.get()
      await post('/api/v1/cases/{id}/threads/{thread}/messages', { path, key, body: { text: text.trim(), files } })
      draft.set({ text: '', key: newKey() })
      this.setData({ text: '' })
      await this.again()
    } catch (thrown) {
      tell(thrown)
    }
    this.setData({ busy: false })
  },
  async see(event: WechatMiniprogram.BaseEvent<object, { path: string }>) {
    try {
      wx.previewMedia({ sources: [{ url: await download(event.currentTarget.dataset.path) }] })
    } catch (thrown) {
      tell(thrown)
    }
  },
})
