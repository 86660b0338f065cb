import { sendFiles } from '../../services/filing'
import { Fault } from '../../services/fault'
import { draft, type Attached } from '../../stores/draft'
import { tell } from '../../view/page'
import { cancelled, consented, otherWay } from '../../view/privacy'
import { t } from '../../view/words'
import { keptFile, recorder, type Recorder } from '../../services/capture'

interface Line extends Attached { state: string }

const most = 50
let recording: Recorder | undefined

/** Photographs, a recording and papers of the draft: each is sent as soon as it is there. */
Component({
  options: { virtualHost: true },
  properties: {
    look: { type: String, value: '' },
    problem: { type: String, value: '' },
  },
  data: { t: {} as Record<string, string>, files: [] as Line[], speaking: false, sent: {} as Record<string, number> },
  observers: {
    look() {
      this.show()
    },
  },
  pageLifetimes: {
    show() {
      this.show()
    },
  },
  lifetimes: {
    detached() {
      recording?.stop()
    },
  },
  methods: {
    show() {
      const state = (f: Attached): string => {
        const percent = this.data.sent[f.path]
        if (f.refused) return f.refused
        if (f.id) return t('mini.attach.sent')
        return percent === undefined ? t('mini.attach.later') : t('mini.attach.sending', { percent })
      }
      this.setData({
        files: draft.get().files.map((f) => ({ ...f, state: state(f) })),
        t: { photo: t('mini.attach.photo'), paper: t('mini.attach.paper'), remove: t('mini.attach.remove'),
          voice: t('mini.attach.voice'), stop: t('mini.attach.stop') },
      })
    },

    async add(files: Omit<Attached, 'id'>[]) {
      const kept = await Promise.all(files.map(async (f) => ({ ...f, path: await keptFile(f.path), id: '' })))
      draft.change({ files: [...draft.get().files, ...kept].slice(0, most) })
      this.show()
      await this.send()
    },

    /** What cannot be sent now is sent with the filing. */
    async send() {
      try {
        await sendFiles((path, percent) => {
          this.data.sent[path] = percent
          this.show()
        })
      } catch (thrown) {
        if (!(thrown instanceof Fault)) throw thrown
        if (!thrown.unheard) tell(thrown)
      }
      this.data.sent = {}
      this.show()
    },

    async photo() {
      if (!(await consented())) return otherWay(t('mini.attach.refused'))
      wx.chooseMedia({
        count: 9, mediaType: ['image'], sizeType: ['compressed'],
        success: ({ tempFiles }) => void this.add(tempFiles.map((f) => ({ path: f.tempFilePath, name: t('mini.attach.a_photo'), kind: 'photo' }))),
        fail: ({ errMsg }) => { if (!cancelled(errMsg)) otherWay(t('mini.attach.no_camera')) },
      })
    },

    async paper() {
      if (!(await consented())) return otherWay(t('mini.attach.refused'))
      wx.chooseMessageFile({
        count: 9, type: 'all',
        success: ({ tempFiles }) => void this.add(tempFiles.map((f) => ({ path: f.path, name: f.name, kind: 'paper' }))),
        fail: () => undefined, // the person has chosen nothing
      })
    },

    async voice() {
      if (this.data.speaking) {
        recording?.stop()
        return
      }
      if (!(await consented())) return otherWay(t('mini.attach.refused'))
      this.setData({ speaking: true })
      recording = recorder()
      try {
        const path = await recording.done
        this.setData({ speaking: false })
        await this.add([{ path, name: t('mini.attach.a_voice'), kind: 'voice' }])
      } catch {
        this.setData({ speaking: false })
        otherWay(t('mini.attach.no_voice'))
      }
    },

    open(event: WechatMiniprogram.BaseEvent<object, { path: string; kind: string }>) {
      const { path, kind } = event.currentTarget.dataset
      if (kind === 'photo') wx.previewImage({ urls: [path] })
    },

    remove(event: WechatMiniprogram.BaseEvent<object, { path: string }>) {
      const { path } = event.currentTarget.dataset
      draft.change({ files: draft.get().files.filter((f) => f.path !== path) })
      this.show()
    },
  },
})
