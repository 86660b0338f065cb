import { sheet } from '../chrome'
import { element, reflect, type Control, type Spec } from './base'

type Option = string | Record<string, unknown>

function select(options: Option[], key: unknown, chosen: unknown): HTMLSelectElement {
  const made = element('select', { size: 1 })
  made.dataset['testid'] = 'preview-picker'
  made.append(
    ...options.map((one, at) => {
      const text = typeof one === 'object' ? one[String(key)] : one
      return new Option(String(text), String(at))
    }),
  )
  made.value = String(chosen ?? 0)
  return made
}

function dated(type: string, { data }: Control): HTMLInputElement {
  const made = element('input', { type, value: String(data['value'] ?? '') })
  made.dataset['testid'] = 'preview-picker'
  Object.assign(made, { min: data['start'], max: data['end'] })
  return made
}

/** The columns of each mode, and the value they stand for. */
const modes: Record<string, (control: Control) => { parts: HTMLElement[]; value(): unknown }> = {
  selector({ data }) {
    const one = select(data['range'] as Option[], data['rangeKey'], data['value'])
    return { parts: [one], value: () => one.value }
  },
  multiSelector(control) {
    const { data } = control
    const box = element('div')
    const draw = () => {
      const chosen = (data['value'] ?? []) as number[]
      const columns = (control.data['range'] as Option[][]).map((column, at) => {
        const made = select(column, data['rangeKey'], columnsOf()[at] ?? chosen[at])
        made.addEventListener('change', () => {
          control.fire('columnchange', { column: at, value: Number(made.value) })
          // The app may have put other options into the columns behind this one.
          draw()
        })
        return made
      })
      box.replaceChildren(...columns)
    }
    const columnsOf = () => [...box.querySelectorAll('select')].map((one) => Number(one.value))
    draw()
    return { parts: [box], value: columnsOf }
  },
  time(control) {
    const one = dated('time', control)
    return { parts: [one], value: () => one.value }
  },
  date(control) {
    const types: Record<string, string> = { year: 'number', month: 'month' }
    const one = dated(types[String(control.data['fields'])] ?? 'date', control)
    return { parts: [one], value: () => one.value }
  },
  region({ data }) {
    // WeChat brings a list of regions; the preview has none and takes any names.
    const names = (data['value'] ?? []) as string[]
    const parts = ['省', '市', '区'].map((placeholder, at) =>
      element('input', { placeholder, value: names[at] ?? '' }),
    )
    return { parts, value: () => parts.map((part) => part.value) }
  },
}

export const picker: Spec = {
  properties: {
    mode: { type: String, value: 'selector' }, value: null, range: Array, rangeKey: String,
    start: String, end: String, fields: String, disabled: Boolean, headerText: String,
    customItem: String, level: String,
  },
  created(control) {
    control.host.addEventListener('click', () => {
      const { mode, disabled, headerText } = control.data
      if (disabled) return
      const open = modes[String(mode)]
      if (!open) throw new Error(`picker mode="${String(mode)}" is not in the preview`)
      const { parts, value } = open(control)
      void sheet(String(headerText), ...parts).then((agreed) => {
        if (!agreed) return control.fire('cancel')
        const chosen = value()
        control.set({ value: chosen })
        const more = mode === 'region' ? { code: [], postcode: '' } : {}
        control.fire('change', { value: chosen, ...more })
      })
    })
  },
  changed: (control) => reflect(control, 'disabled'),
  value: ({ data }) => data['value'],
  reset: (control) => control.set({ value: control.data['mode'] === 'selector' ? 0 : '' }),
  activate: ({ host }) => host.click(),
}
