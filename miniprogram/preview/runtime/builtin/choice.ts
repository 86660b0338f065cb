import { controlOf, element, fieldsIn, reflect, type Control, type Spec } from './base'

const box = ({ host }: Control) => host.querySelector('input') as HTMLInputElement

/** A checkbox, a radio or a switch: a real box; `changed` tells what it means. */
function boxed(type: 'checkbox' | 'radio', role: string, changed: (control: Control) => void): Spec {
  return {
    properties: { value: String, checked: Boolean, disabled: Boolean, color: String, type: String },
    created(control) {
      const made = element('input', { type })
      if (role) made.setAttribute('role', role)
      control.host.prepend(made)
      control.host.addEventListener('click', (event) => {
        if (event.target !== made && !made.disabled) made.click()
      })
      made.addEventListener('change', (event) => {
        event.stopPropagation()
        control.set({ checked: made.checked })
        changed(control)
      })
    },
    changed(control) {
      const made = box(control)
      made.checked = control.data['checked'] === true
      made.disabled = control.data['disabled'] === true
      if (control.data['color']) made.style.accentColor = String(control.data['color'])
      reflect(control, 'disabled')
    },
    activate: (control) => box(control).click(),
  }
}

const members = (group: Element, tag: string): Control[] =>
  [...group.querySelectorAll(tag)].flatMap((host) => controlOf(host) ?? [])

const checked = (group: Element, tag: string): unknown[] =>
  members(group, tag).filter(({ data }) => data['checked']).map(({ data }) => data['value'])

function group(tag: string, value: (host: Element) => unknown): Spec {
  return {
    properties: {},
    value: ({ host }) => value(host),
    reset: ({ host }) => members(host, tag).forEach((one) => one.set({ checked: false })),
  }
}

/** The switch, whose name is a word of the language. */
export const toggle: Spec = {
  ...boxed('checkbox', 'switch', (control) =>
    control.fire('change', { value: control.data['checked'] }),
  ),
  value: ({ data }) => data['checked'],
  reset: (control) => control.set({ checked: false }),
}

export const checkbox = boxed('checkbox', '', ({ host }) => {
  const all = controlOf(host.closest('wx-checkbox-group'))
  all?.fire('change', { value: checked(all.host, 'wx-checkbox') })
})
export const checkboxGroup = group('wx-checkbox', (host) => checked(host, 'wx-checkbox'))

export const radio = boxed('radio', '', (control) => {
  const all = controlOf(control.host.closest('wx-radio-group'))
  if (!all) return
  for (const other of members(all.host, 'wx-radio')) {
    if (other.host !== control.host) other.set({ checked: false })
  }
  all.fire('change', { value: control.data['value'] })
})
export const radioGroup = group('wx-radio', (host) => checked(host, 'wx-radio')[0] ?? '')

export const slider: Spec = {
  properties: {
    value: Number, min: Number, max: { type: Number, value: 100 }, step: { type: Number, value: 1 },
    disabled: Boolean, showValue: Boolean, activeColor: String, blockSize: Number,
  },
  created(control) {
    const made = element('input', { type: 'range' })
    control.host.append(made)
    const tell = (event: string) => {
      control.set({ value: Number(made.value) })
      control.fire(event, { value: Number(made.value) })
    }
    made.addEventListener('input', () => tell('changing'))
    made.addEventListener('change', () => tell('change'))
  },
  changed(control) {
    const { min, max, step, value, disabled } = control.data
    Object.assign(box(control), { min, max, step, value, disabled })
  },
  value: ({ data }) => data['value'],
  reset: (control) => control.set({ value: control.data['min'] }),
}

export const form: Spec = {
  properties: { reportSubmit: Boolean },
}

/** Submits or resets the form around a button. */
export function useForm(from: Element, what: string): void {
  const around = controlOf(from.closest('wx-form'))
  if (!around) return
  const all = fieldsIn(around.caller._$).filter((field) => field.name())
  if (what === 'reset') {
    for (const field of all) field.reset?.()
    around.fire('reset')
  } else {
    const value = Object.fromEntries(all.map((field) => [field.name(), field.value()]))
    around.fire('submit', { value, formId: '' })
  }
}
