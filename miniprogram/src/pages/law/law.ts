import type { Key } from '../../texts'
import { page } from '../../view/page'
import { t } from '../../view/words'

/** Question, answer, and where it stands. */
const lessons: [question: Key, answer: Key, article: Key][] = [
  ['mini.law.cost', 'mini.law.cost_answer', 'mini.law.cost_article'],
  ['mini.law.must', 'mini.law.must_answer', 'mini.law.must_article'],
  ['mini.law.choose', 'mini.law.choose_answer', 'mini.law.choose_article'],
  ['mini.law.rights', 'mini.law.rights_answer', 'mini.law.rights_article'],
  ['mini.law.secret', 'mini.law.secret_answer', 'mini.law.secret_article'],
  ['mini.law.long', 'mini.law.long_answer', 'mini.law.long_article'],
  ['mini.law.not_taken', 'mini.law.not_taken_answer', 'mini.law.not_taken_article'],
  ['mini.law.paper', 'mini.law.paper_answer', 'mini.law.paper_article'],
  ['mini.law.court', 'mini.law.court_answer', 'mini.law.court_article'],
  ['mini.law.broken', 'mini.law.broken_answer', 'mini.law.broken_article'],
  ['mini.law.failed', 'mini.law.failed_answer', 'mini.law.failed_article'],
  ['mini.law.danger', 'mini.law.danger_answer', 'mini.law.danger_article'],
]

const worded = () => lessons.map(([question, answer, article]) => ({ question: t(question), answer: t(answer), article: t(article) }))

page({
  title: 'mini.law.title',
  texts: ['mini.law.intro', 'mini.law.file'],
  data: { lessons: worded() },
  load() {
    this.setData({ lessons: worded() })
  },
  reword() {
    this.setData({ lessons: worded() })
  },
  file() {
    wx.navigateTo({ url: '/pages/file/about/about' })
  },
})
