import { get, type Of } from '../../services/api'
import { trailOf } from '../../services/divisions'
import { Fault } from '../../services/fault'
import { page, tell } from '../../view/page'
import { cancelled, consented, otherWay } from '../../view/privacy'
import { t } from '../../view/words'
import { linesOf, type Line, type Place } from './distance'

let read: Of<'CenterView'>[] = []
let here: Place | undefined

page({
  title: 'mini.centers.title',
  texts: ['mini.centers.near', 'mini.centers.search', 'mini.centers.none', 'mini.centers.by_place'],
  data: { lines: [] as Line[], name: '', found: false },

  async load() {
    const name = this.data.name.trim()
    const lists = name
      ? [await get('/api/v1/centers', { query: { name, limit: 50 } })]
      : await Promise.all(['city', 'county'].map((level) => get('/api/v1/centers', { query: { level, limit: 50 } })))
    read = lists.flatMap((list) => list.items ?? [])
    this.setData({ lines: linesOf(read, here), found: false })
  },
  reword() {
    void this.again()
  },
  search(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.setData({ name: event.detail.value })
    void this.again()
  },
  /** Where the person is, by the map: it begins at one's own place, and any other can be chosen. */
  async near() {
    if (!(await consented())) return otherWay(t('mini.centers.no_place'))
    wx.chooseLocation({
      success: ({ latitude, longitude, address, name }) => {
        here = { lat: latitude, lng: longitude }
        void this.around(`${address}${name}`)
      },
      fail: ({ errMsg }) => { if (!cancelled(errMsg)) otherWay(t('mini.centers.no_place')) },
    })
  },
  /** The centers that the address belongs to, the nearest level first, then the others by distance. */
  async around(address: string) {
    try {
      const trail = (await trailOf(address)).reverse()
      const own = await Promise.all(trail.map(({ id }) => get('/api/v1/centers/{id}', { path: { id } })))
      read = [...own, ...read.filter((one) => !own.some(({ id }) => id === one.id))]
      this.setData({ lines: [...linesOf(own, here, false), ...linesOf(read.slice(own.length), here)], found: own.length > 0 })
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown
      tell(thrown)
    }
  },
  open(event: WechatMiniprogram.BaseEvent<object, { id: string }>) {
    wx.navigateTo({ url: `/pages/centers/center/center?id=${event.currentTarget.dataset.id}` })
  },
  left() {
    here = undefined
  },
})
