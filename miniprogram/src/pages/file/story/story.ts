import { draft } from '../../../stores/draft'
import { page } from '../../../view/page'
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
    if (complete('story', this)) onward('story', this.data.change)
  },
})
