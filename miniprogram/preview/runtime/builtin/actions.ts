import { askPrivacy, phoneCode } from '../../wx/open'
import { navigate } from '../stack'
import { share } from '../share'
import { note } from '../errors'
import { activate, reflect, type Control, type Spec } from './base'
import { useForm } from './choice'

/** What the button asks WeChat for, by its open-type. */
const openers: Record<string, (control: Control) => void | Promise<void>> = {
  async getPhoneNumber(control) {
    control.fire('getphonenumber', await phoneCode())
  },
  share: ({ host, caller }) => share('button', { ...host.dataset, ...caller._$.dataset }),
  async agreePrivacyAuthorization(control) {
    await askPrivacy(true)
    control.fire('agreeprivacyauthorization')
  },
  openSetting(control) {
    control.fire('opensetting', { errMsg: 'openSetting:ok', authSetting: {} })
  },
  contact(control) {
    note('customer service opens outside the preview')
    control.fire('contact', { errMsg: 'enterContact:ok', path: '', query: {} })
  },
}

export const button: Spec = {
  properties: {
    type: String, size: String, plain: Boolean, disabled: Boolean, loading: Boolean,
    formType: String, openType: String, hoverClass: String, hoverStopPropagation: Boolean,
    hoverStartTime: Number, hoverStayTime: Number, lang: String, appParameter: String,
    sessionFrom: String, sendMessageTitle: String, sendMessagePath: String,
    sendMessageImg: String, showMessageCard: Boolean, phoneNumberNoQuotaToast: Boolean,
  },
  created(control) {
    const { host } = control
    host.setAttribute('role', 'button')
    host.addEventListener('keydown', (event) => {
      if (event.target !== host || (event.key !== 'Enter' && event.key !== ' ')) return
      event.preventDefault()
      host.click()
    })
    host.addEventListener('click', () => {
      const { disabled, openType, formType } = control.data
      if (disabled) return
      if (formType) useForm(host, String(formType))
      if (!openType) return
      const open = openers[String(openType)]
      if (!open) throw new Error(`open-type="${String(openType)}" is not in the preview`)
      void open(control)
    })
  },
  changed(control) {
    reflect(control, 'type', 'size', 'plain', 'disabled', 'loading')
    control.host.tabIndex = control.data['disabled'] ? -1 : 0
    control.host.ariaDisabled = control.data['disabled'] ? 'true' : null
  },
  activate: ({ host }) => host.click(),
}

const tappable = 'wx-button, wx-checkbox, wx-radio, wx-switch, wx-input, wx-textarea, wx-picker'

export const label: Spec = {
  properties: { for: String },
  created({ host, caller }) {
    host.addEventListener('click', (event) => {
      // A tap on a control inside has done its work already.
      const hit = (event.target as Element).closest(tappable)
      if (hit && host.contains(hit)) return
      const id = String(caller.data['for'])
      const named = id && host.closest('.page')?.querySelector(`#${CSS.escape(id)}`)
      if (named) activate(named)
      else [...host.querySelectorAll(tappable)].find((target) => activate(target))
    })
  },
}

export const navigator: Spec = {
  properties: {
    url: String, openType: { type: String, value: 'navigate' }, delta: { type: Number, value: 1 },
    hoverClass: String, target: String,
  },
  created(control) {
    control.host.setAttribute('role', 'link')
    control.host.addEventListener('click', () => {
      const { url, openType, delta } = control.data
      const done = navigate(String(openType), { url: String(url), delta: Number(delta) })
      done.then(
        () => control.fire('success'),
        (error: unknown) => control.fire('fail', { errMsg: String(error) }),
      )
    })
  },
}
