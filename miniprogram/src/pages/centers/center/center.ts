import { get, type Of } from '../../../services/api'
import { Fault } from '../../../services/fault'
import { equipmentWord } from '../../../view/codes'
import { hoursLines } from '../../../view/hours'
import { Pages } from '../../../view/list'
import { page, tell } from '../../../view/page'
import { t } from '../../../view/words'
import { linesOf, type Line } from '../distance'

type Center = Of<'CenterView'>

page({
  title: 'mini.centers.title',
  texts: ['mini.centers.call', 'mini.centers.map', 'mini.centers.hours', 'mini.centers.rooms', 'mini.centers.no_rooms', 'mini.centers.below', 'mini.common.more'],
  data: {
    title: '', address: '', phone: '', hours: [] as string[], placed: false, more: false,
    rooms: [] as { id: string; name: string; people: string; has: string }[], below: [] as Line[],
  },

  // Kept by the page: centers open on top of each other.
  center: undefined as Center | undefined,
  rooms: [] as Of<'RoomView'>[],
  below: undefined as Pages<Center> | undefined,

  async load(query) {
    const id = query['id'] ?? ''
    if (!id) throw new Fault('missing', t('mini.centers.none'), 404)
    this.center = await get('/api/v1/centers/{id}', { path: { id } })
    // A center that is united with another has its rooms there.
    this.rooms = (await get('/api/v1/centers/{id}/rooms', { path: { id: this.center.works_as } })).items ?? []
    this.below = new Pages<Center>((after) => get('/api/v1/centers', { query: { parent: id, after, limit: 50 } }))
    if (this.center.level !== 'village') await this.below.first()
    this.show()
  },
  reword() {
    void this.again() // names of rooms come in the person's language
  },
  show() {
    const { center, rooms, below } = this
    if (!center) return
    this.setData({
      title: center.title, address: center.address ?? '', phone: center.phone ?? '', hours: hoursLines(center.hours), placed: Boolean(center.lat && center.lng),
      rooms: rooms.map((room) => ({
        id: room.id, name: room.name, people: t('mini.centers.people', { n: room.capacity }), has: (room.equipment ?? []).map(equipmentWord).join(t('list.comma')),
      })),
      below: linesOf(below?.items ?? [], undefined), more: below?.more ?? false,
    })
  },
  async onReachBottom() {
    try {
      await this.below?.onward()
    } catch (thrown) {
      tell(thrown)
    }
    this.show()
  },
  call() {
    wx.makePhoneCall({ phoneNumber: this.data.phone, fail: () => undefined })
  },
  map() {
    const { center } = this
    if (center?.lat && center.lng) wx.openLocation({ latitude: center.lat, longitude: center.lng, name: center.title, address: center.address ?? '' })
  },
  open(event: WechatMiniprogram.BaseEvent<object, { id: string }>) {
    wx.navigateTo({ url: `/pages/centers/center/center?id=${event.currentTarget.dataset.id}` })
  },
})
