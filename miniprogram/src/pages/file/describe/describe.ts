import { post, type Of } from '../../../services/api'
import { draft } from '../../../stores/draft'
import { lineOf, type CaseLine } from '../../../view/cases'
import { kindWord, matterWord } from '../../../view/codes'
import { page, tell } from '../../../view/page'
import { t } from '../../../view/words'
import { address, typing } from '../steps'

type Suggestion = Of<'TriageReplyBody'>
interface Shown { type: string; kind: string; why: string; urgent: boolean; yours: CaseLine[] }

/** How many words are named as reasons. */
const most = 6

let found: Suggestion | undefined

function worded(s: Suggestion): Shown {
  // Short words such as “I” tell a person nothing.
  const all = (s.reasons ?? []).filter((r) => r.about !== 'risk').flatMap((r) => r.words ?? [])
  const words = [...new Set(all)].filter((w) => w.length > 1).slice(0, most)
  return {
    type: matterWord(s.type), kind: kindWord(s.kind), urgent: s.risk === 'high', yours: (s.yours ?? []).map(lineOf),
    why: words.length ? t('mini.describe.because', { words: words.map((w) => t('mini.describe.quoted', { word: w })).join(' ') }) : '',
  }
}

page({
  title: 'mini.describe.title',
  texts: ['mini.describe.question', 'mini.describe.example', 'mini.describe.ask', 'mini.describe.seems', 'mini.describe.use',
    'mini.describe.other', 'mini.describe.urgent', 'mini.describe.police', 'mini.describe.yours'],
  fresh: true,
  data: { what: '', faults: {} as Record<string, string>, shown: null as Shown | null, busy: false },

  load() {
    this.setData({ what: draft.get().what })
  },
  reword() {
    if (found) this.setData({ shown: worded(found) })
  },
  left() {
    found = undefined
  },
  ...typing,
  async ask() {
    const text = draft.get().what.trim()
    if (!text) {
      this.setData({ faults: { what: t('mini.step.need_what') } })
      return
    }
    if (this.data.busy) return
    this.setData({ busy: true, faults: {} })
    try {
      found = await post('/api/v1/triage', { body: { text } })
      this.setData({ shown: worded(found) }, () => wx.pageScrollTo({ selector: '#suggestion', fail: () => undefined }))
    } catch (thrown) {
      tell(thrown)
    }
    this.setData({ busy: false })
  },
  use() {
    if (!found) return
    draft.type('kind', found.kind)
    draft.type('type', found.type)
    wx.redirectTo({ url: address('story') })
  },
  other() {
    wx.navigateBack()
  },
  police() {
    wx.makePhoneCall({ phoneNumber: '110', fail: () => undefined })
  },
})
