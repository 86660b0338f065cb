import { MiniProgramEnv, component as adapter } from 'glass-easel-miniprogram-adapter'
import { controls } from '../compile/tags.mjs'
import { defineControls } from './builtin'
import { fields } from './builtin/base'
import { report } from './errors'
import { withHosts, PhoneBackend } from './hosts'
import { addStyle } from './styles'
import { createQuery } from '../wx/query'
import type { Bundle, Caller, Values } from './types'

const environment = new MiniProgramEnv()
export const space = environment.createCodeSpace('', true)
export const backend = environment.associateBackend(new PhoneBackend())

type Definition = Values & { behaviors?: unknown[]; options?: Values; lifetimes?: Values }

let app: Values = {}
let current = ''

function builtinBehaviors(behavior: (definition: Values) => unknown): Record<string, unknown> {
  const none = behavior({})
  return {
    'wx://form-field': behavior({
      properties: { name: String, value: null },
      lifetimes: {
        created(this: Caller) {
          fields.set(this._$, { name: () => this.data['name'], value: () => this.data['value'] })
        },
      },
    }),
    'wx://form-field-group': none,
    'wx://form-field-button': none,
    'wx://component-export': none,
    'wx://proxy-scroll-view': none,
  }
}

/** Puts App, Page, Component and Behavior where the app's modules look for them. */
function defineGlobals(units: Map<string, Bundle['units'][number]>): void {
  const behavior = (definition: Values): unknown =>
    space.componentEnv('', ({ Behavior }) => Behavior(definition as never))
  const known = builtinBehaviors(behavior)
  const resolve = <T extends Definition>(definition: T): T => ({
    ...definition,
    behaviors: (definition.behaviors ?? []).filter(Boolean).map((one) => {
      if (typeof one !== 'string') return one
      if (!known[one]) report(`unknown behavior ${one}`, current)
      return known[one] ?? known['wx://component-export']
    }),
  })
  const register = (kind: 'Page' | 'Component') => (definition: Definition) => {
    const config = units.get(current)?.config ?? {}
    const { styleIsolation, addGlobalClass } = definition.options ?? {}
    if (styleIsolation) config['styleIsolation'] ??= styleIsolation
    if (addGlobalClass) config['styleIsolation'] ??= 'apply-shared'
    const made = resolve(definition) as never
    space.componentEnv(current, ({ Page, Component }) => (kind === 'Page' ? Page(made) : Component(made)))
    return current
  }
  Object.assign(globalThis, {
    App: (options: Values) => (app = options),
    getApp: () => app,
    Page: register('Page'),
    Component: register('Component'),
    Behavior: (definition: Definition) => behavior(resolve(definition)),
  })
}

/** Registers all of an app; returns its App object. */
export function register({ units, styles, modules, groups: makeGroups }: Bundle): Values {
  const groups = makeGroups()
  // The framework leaves to its user when a component is ready: after it is laid out.
  space.setOverallBehavior(
    space.getComponentSpace().defineBehavior({
      lifetimes: {
        attached(this: unknown) {
          const { _$: component } = this as Caller
          queueMicrotask(() => component.triggerLifetime('ready', []))
        },
      },
    }) as never,
  )
  Object.assign(adapter.ComponentCaller.prototype, {
    createSelectorQuery(this: Caller) {
      return createQuery().in(this)
    },
    getTabBar: () => null,
    getPageId(this: Caller) {
      return this.route
    },
  })

  const builtins = Object.fromEntries(controls.map((name) => [name, `/wx/${name}`]))
  const template = (path: string) => {
    const content = groups[path]
    if (!content) throw new Error(`no template of ${path}`)
    return {
      groupList: groups,
      content: withHosts(content, path),
      fallbackListenerOnNativeNode: true,
    } as never
  }
  for (const name of controls) {
    space.addComponentStaticConfig(`wx/${name}`, { component: true, styleIsolation: 'shared' as never })
    space.addCompiledTemplate(`wx/${name}`, template(`wx/${name}`))
  }
  defineControls(space)

  const byPath = new Map(units.map((unit) => [unit.path, unit]))
  defineGlobals(byPath)
  for (const { path, scope, page, config } of units) {
    const usingComponents = { ...builtins, ...(config['usingComponents'] as Values) }
    Object.assign(config, { usingComponents, component: !page })
    space.addComponentStaticConfig(path, config)
    space.addCompiledTemplate(path, template(path))
    space.addStyleSheet(path, path, scope || undefined)
  }
  for (const [path, load] of Object.entries(modules)) {
    current = path
    load()
  }
  for (const [path, css] of styles) {
    const unit = byPath.get(path)
    const shared = unit && !unit.page && unit.config['styleIsolation'] === 'shared'
    addStyle(path, shared ? css.replaceAll(`${unit.scope}--`, '') : css, unit?.page ?? false)
  }
  return app
}
