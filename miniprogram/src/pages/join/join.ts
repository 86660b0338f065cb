import { post } from '../../services/api'
import { Fault } from '../../services/fault'
import { faultsOf } from '../../services/filing'
import { stored } from '../../stores/stored'
import { page, tell } from '../../view/page'
import { scanned, tokenOf } from '../../view/scan'
import { t } from '../../view/words'

interface Typed { letter: string; code: string; tail: string; name: string }

const empty: Typed = { letter: '', code: '', tail: '', name: '' }
const kept = stored<Typed>('joining', empty)

/** What is missing, in words, by field. */
function lacking({ letter, code, tail, name }: Typed, agreed: boolean): Record<string, string> {
  return {
    ...(tokenOf(letter) ? {} : { letter: t('mini.join.need_letter') }),
    ...(code.trim() ? {} : { code: t('mini.join.need_code') }),
    ...(tail.trim() || name.trim() ? {} : { tail: t('mini.join.need_tail') }),
    ...(agreed ? {} : { agreed: t('mini.join.need_agreed') }),
  }
}

page({
  title: 'mini.join.title',
  texts: ['mini.join.question', 'mini.join.what', 'mini.join.free', 'mini.join.yours', 'mini.join.theirs', 'mini.join.staff', 'mini.join.refuse',
    'mini.join.scan', 'mini.join.scanned', 'mini.join.letter', 'mini.join.letter_hint', 'mini.join.code', 'mini.join.code_hint', 'mini.join.tail',
    'mini.join.tail_hint', 'mini.join.name', 'mini.join.name_hint', 'mini.join.agree', 'mini.join.join', 'mini.join.seen'],
  data: { ...empty, found: false, agreed: false, faults: {} as Record<string, string>, wrong: '', busy: false },

  load({ token = '', scene = '', q = '' }) {
    const given = tokenOf(token || scene || q)
    if (given) kept.set({ ...kept.get(), letter: given })
    this.show()
  },
  show() {
    this.setData({ ...kept.get(), found: tokenOf(kept.get().letter) !== '' })
  },
  typed(event: WechatMiniprogram.CustomEvent<{ value: string }, object, { field: keyof Typed }>) {
    const { field } = event.currentTarget.dataset as { field: keyof Typed }
    kept.set({ ...kept.get(), [field]: event.detail.value })
    if (this.data.faults[field]) this.setData({ faults: { ...this.data.faults, [field]: '' } })
  },
  async scan() {
    const letter = await scanned()
    if (!letter) return
    kept.set({ ...kept.get(), letter })
    this.show()
  },
  agree() {
    this.setData({ agreed: !this.data.agreed, faults: { ...this.data.faults, agreed: '' } })
  },
  async join() {
    if (this.data.busy) return
    const typed = kept.get()
    const faults = lacking(typed, this.data.agreed)
    this.setData({ faults, wrong: '' })
    if (Object.keys(faults).length) return
    this.setData({ busy: true })
    try {
      const { code, tail, name } = typed
      const body = { code: code.trim(), ...(tail.trim() ? { tail: tail.trim() } : {}), ...(name.trim() ? { name: name.trim() } : {}) }
      const { id } = await post('/api/v1/track/{token}/joining', { path: { token: tokenOf(typed.letter) }, body })
      kept.set(empty)
      wx.redirectTo({ url: `/pages/case/case?id=${id}` })
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown
      if (thrown.field) this.setData({ faults: faultsOf(thrown) })
      else if (thrown.status === 404) this.setData({ wrong: thrown.detail })
      else tell(thrown)
    }
    this.setData({ busy: false })
  },
})
