import { below, counties, trailOf, type Division } from '../../../services/divisions'
import { draft } from '../../../stores/draft'
import { settings } from '../../../stores/settings'
import { page, tell, wordsOf } from '../../../view/page'
import { cancelled, consented, otherWay } from '../../../view/privacy'
import { t } from '../../../view/words'
import { complete, onward, typing } from '../steps'

/** The division's own name in its center's English title. */
const english = ({ title }: Division): string => title.replace(/ (Dispute )?Mediation.*$/, '')

/** What was chosen on the way down, the county first. */
let trail: Division[] = []

page({
  title: 'mini.about.title',
  texts: ['mini.place.question', 'mini.place.where', 'mini.place.where_hint', 'mini.place.map', 'mini.place.chosen', 'mini.place.other',
    'mini.place.list', 'mini.place.up', 'mini.place.enough', 'mini.place.words', 'mini.place.words_hint', 'mini.common.retry',
    'mini.about.next', 'mini.about.back'],
  fresh: true,
  data: {
    names: '', place: '', faults: {} as Record<string, string>, change: false,
    list: [] as (Division & { english: string })[], open: false, deep: false, unread: '', busy: false,
  },

  async load(query) {
    const { division, place, faults } = draft.get()
    this.setData({ place, faults, change: query['change'] === '1' })
    this.show()
    if (!division && !this.data.list.length) await this.pick()
  },
  reword() {
    if (this.data.open) void this.read()
  },
  left() {
    trail = []
  },
  ...typing,

  show() {
    this.setData({ names: draft.get().division_names.join(' '), faults: draft.get().faults, deep: trail.length > 0 })
  },
  /** Opens the list at the counties. */
  async pick() {
    trail = []
    await this.read()
  },
  async up() {
    trail = trail.slice(0, -1)
    await this.read()
  },
  async read() {
    const last = trail[trail.length - 1]
    try {
      const list = last ? await below(last.id) : await counties()
      const words = list.map((one) => ({ ...one, english: settings.language === 'en' ? english(one) : '' }))
      this.setData({ list: words, open: list.length > 0, unread: '', deep: trail.length > 0 })
    } catch (thrown) {
      this.setData({ list: [], open: true, unread: wordsOf(thrown) })
    }
  },
  async choose(event: WechatMiniprogram.BaseEvent<object, { index: number }>) {
    const chosen = this.data.list[event.currentTarget.dataset.index]
    if (chosen) await this.take([...trail, chosen])
  },
  async take(next: Division[]) {
    const last = next[next.length - 1]
    if (!last) return
    trail = next
    draft.type('division', last.id)
    draft.change({ division_names: trail.map(({ name }) => name) })
    this.show()
    if (last.level === 'village') this.setData({ open: false, list: [] })
    else await this.read()
  },
  async map() {
    if (!(await consented())) return otherWay(t('mini.place.refused'))
    wx.chooseLocation({
      success: ({ name, address }) => void this.found(address, name),
      fail: ({ errMsg }) => { if (!cancelled(errMsg)) otherWay(t('mini.place.refused')) },
    })
  },
  /** The map gives an address; the division is what its names say, the rest is chosen. */
  async found(address: string, name: string) {
    draft.type('place', `${address}${name}`)
    this.setData({ place: draft.get().place, busy: true })
    try {
      const found = await trailOf(`${address}${name}`)
      if (found.length) await this.take(found)
      else await this.pick()
    } catch (thrown) {
      tell(thrown)
    }
    this.setData({ busy: false })
  },
  onward() {
    // Without a network there is no list: the rest can be filled in, and this later.
    if (complete('place', this) || this.data.unread) onward('place', this.data.change)
  },
})
