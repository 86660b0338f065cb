import { element, reflect, type Control, type Spec } from './base'

const modes: Record<string, string> = { number: 'numeric', idcard: 'text', digit: 'decimal' }
type Field = HTMLInputElement | HTMLTextAreaElement

const inner = ({ host }: Control): Field => host.querySelector('input, textarea') as Field

/** Input and textarea: a real field, with WeChat's placeholder element below it. */
function field(tag: 'input' | 'textarea'): Spec {
  return {
    classes: ['placeholder-class'],
    properties: {
      value: String, placeholder: String, placeholderStyle: String, type: String, password: Boolean,
      maxlength: { type: Number, value: 140 }, disabled: Boolean, focus: Boolean, autoFocus: Boolean,
      autoHeight: Boolean, confirmType: String, cursor: Number, selectionStart: Number,
      selectionEnd: Number, cursorSpacing: Number, adjustPosition: Boolean, holdKeyboard: Boolean,
      confirmHold: Boolean, fixed: Boolean, showConfirmBar: Boolean, cursorColor: String,
      disableDefaultPadding: Boolean,
    },
    created(control) {
      const made: Field = element(tag)
      control.host.append(made)
      const tell = (event: string, more = {}) =>
        control.fire(event, { value: made.value, cursor: made.selectionStart ?? 0, ...more })
      made.addEventListener('input', () => {
        control.set({ value: made.value })
        tell('input', { keyCode: 0 })
      })
      made.addEventListener('focus', () => tell('focus', { height: 0 }))
      made.addEventListener('blur', () => tell('blur'))
      made.addEventListener('keydown', (event) => {
        if ((event as KeyboardEvent).key !== 'Enter' || tag === 'textarea') return
        event.preventDefault()
        tell('confirm')
      })
    },
    changed(control) {
      const { data, host } = control
      const made = inner(control)
      const value = String(data['value'] ?? '')
      if (made.value !== value) made.value = value
      made.placeholder = String(data['placeholder'])
      made.disabled = data['disabled'] === true
      const limit = Number(data['maxlength'])
      if (limit < 0) made.removeAttribute('maxlength')
      else made.maxLength = limit
      made.inputMode = modes[String(data['type'])] ?? 'text'
      if (tag === 'input') (made as HTMLInputElement).type = data['password'] ? 'password' : 'text'
      const wanted = Boolean(data['focus'] || data['autoFocus'])
      if (wanted && !host.hasAttribute('focus') && host.isConnected) queueMicrotask(() => made.focus())
      host.toggleAttribute('focus', wanted && host.isConnected)
      reflect(control, 'disabled', 'auto-height')
    },
    value: ({ data }) => data['value'],
    reset: (control) => control.set({ value: '' }),
    activate: (control) => inner(control).focus(),
  }
}

export const input = field('input')
export const textarea = field('textarea')
