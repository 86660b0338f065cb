import { readNotice } from '../../../services/notice'
import { draft } from '../../../stores/draft'
import { kindWord, matterWord } from '../../../view/codes'
import { page } from '../../../view/page'
import { t } from '../../../view/words'
import { complete, onward } from '../steps'

const kinds = ['dispute', 'petition', 'complaint', 'inquiry']
const icons: Record<string, string> = {
  '01': 'heart', '02': 'houses-1', '03': 'home', '04': 'file-paste', '05': 'shop', '06': 'tools', '07': 'forest', '08': 'institution',
  '09': 'earth', '10': 'work', '11': 'flight-takeoff', '12': 'cart', '13': 'hospital', '14': 'vehicle', '15': 'building', '16': 'lightbulb',
  '17': 'internet', '99': 'ellipsis',
}
// As numbers the keys would change places.
const types = Object.keys(icons).sort()

const lines = () => ({
  kinds: kinds.map((code) => ({ code, word: kindWord(code) })),
  types: types.map((code) => ({ code, icon: icons[code] ?? '', word: matterWord(code) })),
})

page({
  title: 'mini.about.title',
  texts: ['mini.about.question', 'mini.about.describe', 'mini.about.describe_hint', 'mini.about.kind', 'mini.about.type',
    'mini.about.again', 'mini.about.clear', 'mini.about.next', 'mini.about.back'],
  fresh: true,
  data: { ...lines(), kind: '', type: '', faults: {} as Record<string, string>, begun: false, change: false },

  load(query) {
    const { kind, type, faults } = draft.get()
    this.setData({ ...lines(), kind, type, faults, change: query['change'] === '1', begun: draft.begun && query['change'] !== '1' })
    void readNotice() // so that the last step can be taken without a network
  },
  reword() {
    this.setData(lines())
  },
  chooseKind(event: WechatMiniprogram.BaseEvent<object, { code: string }>) {
    draft.type('kind', event.currentTarget.dataset.code)
    this.setData({ kind: draft.get().kind })
  },
  chooseType(event: WechatMiniprogram.BaseEvent<object, { code: string }>) {
    draft.type('type', event.currentTarget.dataset.code)
    this.setData({ type: draft.get().type, faults: draft.get().faults })
  },
  describe() {
    wx.navigateTo({ url: '/pages/file/describe/describe' })
  },
  clear() {
    wx.showModal({
      content: t('mini.about.clear_sure'), confirmText: t('mini.about.clear'), cancelText: t('mini.about.keep'),
      success: ({ confirm }) => {
        if (!confirm) return
        draft.clear()
        void this.again()
      },
    })
  },
  onward() {
    if (complete('about', this)) onward('about', this.data.change)
  },
})
