import { newKey, post } from '../../../services/api'
import { Fault } from '../../../services/fault'
import { upload } from '../../../services/upload'
import { stored, type Stored } from '../../../stores/stored'
import { page, tell, wordsOf } from '../../../view/page'
import { t } from '../../../view/words'
import { bodyOf, lacking, stepOf, type Step, type Typed } from '../steps'

interface Picture { path: string; id: string }

let step: Step
let id = ''
let draft: Stored<Typed>
/** Whether what is typed has been sent once: changed after that, it is another request. */
let tried = false

page({
  title: 'app.name',
  texts: ['mini.step.note', 'mini.step.send', 'mini.step.photos', 'mini.step.sending'],
  data: {
    name: '', explain: '', note: '', choice: '', choices: [] as { value: string; text: string }[], pictures: [] as Picture[],
    noted: false, filed: false, wrong: '', wrongText: '', busy: false,
  },

  load(query) {
    const found = stepOf(query['event'] ?? '')
    if (!found || !query['id']) throw new Fault('missing', t('mini.step.unknown'), 404)
    step = found
    id = query['id']
    draft = stored<Typed>(`step.${id}.${step.event}`, { note: '', choice: '', files: [], key: newKey() })
    const kept = draft.get()
    this.setData({ note: kept.note, choice: kept.choice, noted: step.note !== 'none', filed: step.files ?? false })
    this.word()
  },
  reword() {
    this.word()
  },
  word() {
    wx.setNavigationBarTitle({ title: t(step.title) })
    this.setData({
      name: t(step.title), explain: t(step.explain),
      choices: (step.choices ?? []).map(({ value, key }) => ({ value, text: t(key) })),
    })
  },
  /** Keeps what is typed at once; what was wrong is right again until it is looked at. */
  keep(change: Partial<Typed>) {
    draft.set({ ...draft.get(), ...change, ...(tried ? { key: newKey() } : {}) })
    tried = false
    this.setData({ wrong: '' })
  },
  type(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.setData({ note: event.detail.value })
    this.keep({ note: event.detail.value })
  },
  choose(event: WechatMiniprogram.BaseEvent<object, { value: string }>) {
    this.setData({ choice: event.currentTarget.dataset.value })
    this.keep({ choice: event.currentTarget.dataset.value })
  },
  photos() {
    wx.chooseMedia({
      count: 9, mediaType: ['image'], sourceType: ['album', 'camera'],
      success: ({ tempFiles }) => void this.attach(tempFiles.map((file) => file.tempFilePath)),
      fail: () => undefined, // closed without a picture
    })
  },
  async attach(paths: string[]) {
    this.setData({ busy: true })
    try {
      for (const path of paths) {
        const { id: file } = await upload(path)
        this.keep({ files: [...draft.get().files, file] })
        this.setData({ pictures: [...this.data.pictures, { path, id: file }] })
      }
    } catch (thrown) {
      tell(thrown)
    }
    this.setData({ busy: false })
  },
  send() {
    const missing = lacking(step, draft.get())
    if (missing) {
      const key = { note: 'mini.step.need_note', choice: 'mini.step.need_choice', files: 'mini.step.need_files' } as const
      this.setData({ wrong: missing, wrongText: t(key[missing]) })
      return
    }
    if (!step.final) return void this.post()
    wx.showModal({
      content: t(step.explain), confirmText: t('mini.step.yes'), cancelText: t('mini.step.no'),
      success: ({ confirm }) => confirm && void this.post(),
    })
  },
  async post() {
    if (this.data.busy) return
    this.setData({ busy: true })
    tried = true
    try {
      // The body fits its path by the table of steps, which the types cannot follow.
      await post(step.path, { path: { id }, body: bodyOf(step, draft.get()) as never, key: draft.get().key })
      draft.set({ note: '', choice: '', files: [], key: newKey() })
      wx.showToast({ title: t('mini.step.done') })
      wx.navigateBack({ fail: () => wx.redirectTo({ url: `/pages/case/case?id=${id}` }) })
    } catch (thrown) {
      if (thrown instanceof Fault && thrown.field) this.setData({ wrong: thrown.field, wrongText: wordsOf(thrown) })
      else tell(thrown)
    }
    this.setData({ busy: false })
  },
})
