import type { Of } from '../../../services/api'
import { Fault } from '../../../services/fault'
import { upload } from '../../../services/upload'
import { form, type Form } from '../../../view/form'
import { page, tell } from '../../../view/page'
import { t } from '../../../view/words'
import { inInk, signersLeft, signerWord } from '../signing'
import { orSignIn, signInAgain, tokens, work } from '../work'

/** A photograph is kept by its path, then by the id that it was sent under, then by that of the case's file. */
interface Typed { who: string; path: string; sent: string; file: string }

let id = ''
let typed: Form<Typed>
let read: Of<'CaseView'> | undefined

page({
  title: 'mini.sign.title',
  texts: ['mini.sign.means', 'mini.sign.who', 'mini.sign.ink', 'mini.sign.photo', 'mini.sign.another', 'mini.sign.none', 'mini.sign.sign'],
  fresh: true,
  data: { terms: '', signers: [] as { who: string; text: string; on: boolean }[], ink: false, path: '', busy: false, wrong: '' },

  async load(query) {
    id = query['id'] ?? ''
    if (!id) throw new Fault('missing', t('mini.case.unknown'), 404)
    read = await work.get('/api/v1/cases/{id}', { path: { id } }).catch(orSignIn)
    typed = form<Typed>(`sign.${id}`, { who: '', path: '', sent: '', file: '' })
    this.show()
  },
  reword() {
    this.show()
  },
  show() {
    if (!read) return
    const left = signersLeft(read)
    const { who, path } = typed.get()
    const chosen = left.includes(who) ? who : (left[0] ?? '')
    if (chosen !== who) typed.type({ who: chosen })
    const known = read
    this.setData({
      terms: known.outcome?.terms ?? '', ink: chosen !== '' && inInk(known, chosen), path,
      signers: left.map((one) => ({ who: one, text: signerWord(known, one), on: one === chosen })),
    })
  },
  choose(event: WechatMiniprogram.BaseEvent<object, { who: string }>) {
    typed.type({ who: event.currentTarget.dataset.who })
    this.setData({ wrong: '' })
    this.show()
  },
  photo() {
    wx.chooseMedia({
      count: 1, mediaType: ['image'], sourceType: ['camera', 'album'],
      success: ({ tempFiles }) => {
        typed.type({ path: tempFiles[0]?.tempFilePath ?? '', sent: '', file: '' })
        this.setData({ wrong: '' })
        this.show()
      },
      fail: () => undefined, // closed without a picture
    })
  },
  /** Puts the photograph into the case, once, and says by which id it is there. */
  async scan(): Promise<string> {
    const { path, file } = typed.get()
    if (file) return file
    if (!typed.get().sent) typed.type({ sent: (await upload(path, undefined, tokens)).id })
    const { sent } = typed.get()
    await work.post('/api/v1/cases/{id}/evidence', { path: { id }, key: typed.key(), body: { files: [sent], note: t('mini.sign.scan_note') } })
    typed.type({ file: sent })
    return sent
  },
  sign() {
    if (this.data.ink && !typed.get().path) return void this.setData({ wrong: t('mini.sign.need_photo') })
    wx.showModal({
      title: t('mini.sign.title'), content: t('mini.sign.means'), confirmText: t('mini.step.yes'), cancelText: t('mini.step.no'),
      success: ({ confirm }) => confirm && void this.post(),
    })
  },
  async post() {
    if (this.data.busy) return
    this.setData({ busy: true })
    const { who } = typed.get()
    try {
      const body = this.data.ink ? { who, method: 'ink' as const, file: await this.scan() } : { who, method: 'electronic' as const }
      read = await work.post('/api/v1/cases/{id}/signature', { path: { id }, key: typed.key(), body })
      // One sheet often carries several names: the photograph stays for the next.
      typed.type({ who: '' })
      wx.showToast({ title: t('mini.step.done') })
      this.show()
    } catch (thrown) {
      if (!signInAgain(thrown)) tell(thrown)
    }
    this.setData({ busy: false })
  },
})
