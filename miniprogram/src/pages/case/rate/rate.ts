import { get, post } from '../../../services/api'
import { stored, type Stored } from '../../../stores/stored'
import { page, tell } from '../../../view/page'
import { t } from '../../../view/words'
import { tags as words } from './tags'

interface Typed { stars: number; tags: string[]; comment: string }

let id = ''
let draft: Stored<Typed>

page({
  title: 'mini.rate.title',
  texts: ['mini.rate.how', 'mini.rate.tags', 'mini.rate.comment', 'mini.rate.send', 'mini.rate.who'],
  data: { stars: 0, comment: '', tags: [] as { code: string; text: string; on: boolean }[], busy: false, wrong: '' },

  async load(query) {
    id = query['id'] ?? ''
    draft = stored<Typed>(`rate.${id}`, { stars: 0, tags: [], comment: '' })
    this.codes = (await get('/api/v1/reference')).rating_tags ?? []
    this.show()
  },
  codes: [] as string[],
  reword() {
    this.show()
  },
  show() {
    const { stars, tags, comment } = draft.get()
    this.setData({ stars, comment, tags: this.codes.map((code) => ({ code, text: words[code] ? t(words[code]) : code, on: tags.includes(code) })) })
  },
  keep(change: Partial<Typed>) {
    draft.set({ ...draft.get(), ...change })
    this.setData({ wrong: '' })
    this.show()
  },
  star(event: WechatMiniprogram.CustomEvent<{ value: number }>) {
    this.keep({ stars: event.detail.value })
  },
  tag(event: WechatMiniprogram.BaseEvent<object, { code: string }>) {
    const { code } = event.currentTarget.dataset
    const { tags } = draft.get()
    this.keep({ tags: tags.includes(code) ? tags.filter((one) => one !== code) : [...tags, code] })
  },
  type(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    draft.set({ ...draft.get(), comment: event.detail.value })
  },
  async send() {
    const { stars, tags, comment } = draft.get()
    if (!stars) {
      this.setData({ wrong: t('mini.rate.need_stars') })
      return
    }
    if (this.data.busy) return
    this.setData({ busy: true })
    try {
      await post('/api/v1/cases/{id}/rating', { path: { id }, body: { stars, tags, comment } })
      draft.set({ stars: 0, tags: [], comment: '' })
      wx.showToast({ title: t('mini.rate.thanks') })
      wx.navigateBack({ fail: () => undefined })
    } catch (thrown) {
      tell(thrown)
    }
    this.setData({ busy: false })
  },
})
