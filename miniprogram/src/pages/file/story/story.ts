import { draft } from '../../../stores/draft'
import { page } from '../../../view/page'
import { t } from '../../../view/words'
import { complete, onward, typing } from '../steps'

page({
  title: 'mini.about.title',
  texts: ['mini.story.question', 'mini.story.what', 'mini.story.what_hint', 'mini.story.wishes', 'mini.story.wishes_hint',
    'mini.story.amount', 'mini.story.amount_hint', 'mini.story.evidence', 'mini.story.evidence_hint', 'mini.about.next', 'mini.about.back'],
  fresh: true,
  data: { what: '', wishes: '', amount: '', faults: {} as Record<string, string>, change: false },

  load(query) {
    const { what, wishes, amount, faults } = draft.get()
    this.setData({ what, wishes, amount, faults, change: query['change'] === '1' })
  },
  ...typing,
  onward() {
    // Who cannot write has spoken.
    if (!draft.get().what.trim() && draft.get().files.some((f) => f.kind === 'voice')) {
      draft.type('what', t('mini.story.see_voice'))
      this.setData({ what: draft.get().what })
    }
    if (complete('story', this)) onward('story', this.data.change)
  },
})
