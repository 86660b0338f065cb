import { get, type Of } from '../../services/api'
import { page } from '../../view/page'
import { consented, otherWay } from '../../view/privacy'
import { t } from '../../view/words'
import { metres } from './distance'

type Center = Of<'CenterView'>
interface Line { id: string; title: string; address: string; phone: string; far: string; lat: number; lng: number }

let read: Center[] = []
let here: { lat: number; lng: number } | undefined

const distance = (n: number): string => (n < 1000 ? `${Math.round(n)} m` : `${(n / 1000).toFixed(1)} km`)

function lines(): Line[] {
  const far = (c: Center): number => (here && c.lat && c.lng ? metres(here, { lat: c.lat, lng: c.lng }) : Number.POSITIVE_INFINITY)
  return [...read].sort((a, b) => (far(a) === far(b) ? 0 : far(a) - far(b))).map((c) => ({
    id: c.id, title: c.title, address: c.address ?? '', phone: c.phone ?? '', lat: c.lat ?? 0, lng: c.lng ?? 0,
    far: Number.isFinite(far(c)) ? distance(far(c)) : '',
  }))
}

page({
  title: 'mini.centers.title',
  texts: ['mini.centers.near', 'mini.centers.search', 'mini.centers.none', 'mini.centers.call', 'mini.centers.map'],
  data: { lines: [] as Line[], name: '' },

  async load() {
    const name = this.data.name.trim()
    const lists = name
      ? [await get('/api/v1/centers', { query: { name, limit: 50 } })]
      : await Promise.all(['city', 'county'].map((level) => get('/api/v1/centers', { query: { level, limit: 50 } })))
    read = lists.flatMap((list) => list.items ?? [])
    this.setData({ lines: lines() })
  },
  reword() {
    void this.again()
  },
  search(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.setData({ name: event.detail.value })
    void this.again()
  },
  async near() {
    if (!(await consented())) return otherWay(t('mini.centers.no_place'))
    wx.getLocation({
      type: 'gcj02',
      success: ({ latitude, longitude }) => {
        here = { lat: latitude, lng: longitude }
        this.setData({ lines: lines() })
      },
      fail: () => otherWay(t('mini.centers.no_place')),
    })
  },
  call(event: WechatMiniprogram.BaseEvent<object, { phone: string }>) {
    wx.makePhoneCall({ phoneNumber: event.currentTarget.dataset.phone, fail: () => undefined })
  },
  map(event: WechatMiniprogram.BaseEvent<object, { index: number }>) {
    const line = this.data.lines[event.currentTarget.dataset.index]
    if (line) wx.openLocation({ latitude: line.lat, longitude: line.lng, name: line.title, address: line.address })
  },
})
