import { glassEasel, type CodeSpace } from 'glass-easel-miniprogram-adapter'
import { domOf } from '../hosts'
import type { Caller, GlassElement, Values } from '../types'

/** A built-in component at work, with the DOM element that stands for it. */
export interface Control {
  host: HTMLElement
  data: Values
  caller: Caller
  set(data: Values): void
  fire(event: string, detail?: unknown, options?: Values): void
}

/** How a built-in component differs from a bare element. */
export interface Spec {
  properties: Values
  /** External classes, for the markup inside. */
  classes?: string[]
  created?(control: Control): void
  attached?(control: Control): void
  detached?(control: Control): void
  changed?(control: Control): void
  /** The value in a form, the way back to the first one, and what a label does. */
  value?(control: Control): unknown
  reset?(control: Control): void
  activate?(control: Control): void
}

/** What a form collects; also from components of the app. */
export interface Field {
  name(): unknown
  value(): unknown
  reset?(): void
}

export const fields = new WeakMap<GlassElement, Field>()
const alive = new WeakMap<Element, { control: Control; spec: Spec }>()

export const controlOf = (host: Element | null): Control | undefined =>
  host ? alive.get(host)?.control : undefined

/** Does what a tap on a control does, for labels. */
export function activate(host: Element): boolean {
  const found = alive.get(host)
  found?.spec.activate?.(found.control)
  return found?.spec.activate !== undefined
}

/** All fields under an element, in order, through all components. */
export function fieldsIn(element: GlassElement): Field[] {
  const type = 'composed-descendants-root-first' as glassEasel.ElementIteratorType
  const found: Field[] = []
  new glassEasel.ElementIterator(element, type).forEach((node) => {
    const field = fields.get(node as GlassElement)
    if (field) found.push(field)
  })
  return found
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}

/** Mirrors properties as attributes, which frame.css gives a look. */
export function reflect({ host, data }: Control, ...names: string[]): void {
  for (const name of names) {
    const value = data[name.replace(/-(\w)/g, (_, c: string) => c.toUpperCase())]
    if (value === false || value === undefined || value === '') host.removeAttribute(name)
    else host.setAttribute(name, value === true ? '' : String(value))
  }
}

export function define(space: CodeSpace, name: string, spec: Spec): void {
  const of = (caller: Caller) => alive.get(domOf(caller._$) as HTMLElement)?.control as Control
  const definition = {
    externalClasses: spec.classes ?? [],
    properties: { name: String, ...spec.properties },
    observers: {
      '**'(this: Caller) {
        // A page that has been closed may still set its data: nobody sees it.
        if (domOf(this._$)) spec.changed?.(of(this))
      },
    },
    lifetimes: {
      created(this: Caller) {
        const host = domOf(this._$) as HTMLElement
        const control: Control = {
          host,
          caller: this,
          get data() {
            return control.caller.data
          },
          set: (data) => this.setData(data),
          fire: (event, detail = {}, options = {}) => this.triggerEvent(event, detail, options),
        }
        alive.set(host, { control, spec })
        spec.created?.(control)
        const { value, reset } = spec
        if (value) {
          fields.set(this._$, {
            name: () => this.data['name'],
            value: () => value(control),
            reset: () => reset?.(control),
          })
        }
      },
      attached(this: Caller) {
        spec.changed?.(of(this))
        spec.attached?.(of(this))
      },
      detached(this: Caller) {
        spec.detached?.(of(this))
      },
    },
  }
  space.component(`wx/${name}`).definition(definition as never).register()
}
