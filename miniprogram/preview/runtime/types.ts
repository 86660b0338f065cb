import type { glassEasel } from 'glass-easel-miniprogram-adapter'

export type Values = Record<string, unknown>
export type GlassElement = glassEasel.Element
export type GlassComponent = glassEasel.GeneralComponent

/** What the compiler hands over. */
export interface Bundle {
  settings: Settings
  units: { path: string; page: boolean; scope: string; config: Values }[]
  styles: [path: string, css: string][]
  /** A function: scripts of templates run at once, and need getRegExp. */
  groups: () => Record<string, (name: string) => ProcedureGenerator>
  modules: Record<string, () => unknown>
}

interface Tab {
  pagePath: string
  text: string
  iconPath?: string
  selectedIconPath?: string
}

export interface Settings {
  pages: string[]
  window?: Values
  tabBar?: Values & { list: Tab[] }
  theme?: Record<'light' | 'dark', Values>
  darkmode?: boolean
}

/** The function that builds and updates a template; see hosts.ts. */
export type ProcedureGenerator = (writer: Writer, ...rest: unknown[]) => unknown

/** What a compiled template writes to; names are the framework's. */
export interface Writer {
  r(element: GlassElement, name: string, value: unknown, ...rest: unknown[]): void
  d(element: GlassElement, name: string, value: unknown): void
  i(element: GlassElement, id: string): void
  v(element: GlassElement, event: string, handler: unknown, ...rest: unknown[]): void
}

/** A page or a component, as `this` of an app's own methods. */
export interface Caller {
  _$: GlassComponent
  data: Values
  route?: string
  options?: Record<string, string>
  setData(data: Values, done?: () => void): void
  triggerEvent(name: string, detail: unknown, options: Values): void
  [method: string]: unknown
}

declare global {
  interface Node {
    __wxElement?: GlassElement
  }
}
