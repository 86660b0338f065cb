import { glassEasel } from 'glass-easel-miniprogram-adapter'
import { play } from '../wx/animation'
import { builtins } from '../compile/tags.mjs'
import { report } from './errors'
import { lengths } from './lengths.mjs'
import type { GlassElement, ProcedureGenerator, Writer } from './types'

/** Elements that listen for a long press; a tap does not follow one there. */
export const pressable = new WeakSet<Node>()

/** The DOM element of a node; there is none when the host is virtual. */
export const domOf = (element: GlassElement): HTMLElement | null =>
  element.$$ as unknown as HTMLElement | null

/** What stands for a virtual host: the first element of its template. */
function firstDom(element: GlassElement): HTMLElement | null {
  const type = 'composed-descendants-root-first' as glassEasel.ElementIteratorType
  let found: HTMLElement | null = null
  new glassEasel.ElementIterator(element, type).forEach((node) => {
    found = domOf(node as GlassElement)
    return found === null
  })
  return found
}

/** Built-in tags get a prefix: a browser has own ideas about <input>. */
function createElement(tag: string): HTMLElement {
  const own = builtins.has(tag) || tag === 'page'
  const element = document.createElement(own ? `wx-${tag}` : tag)
  const setAttribute = element.setAttribute.bind(element)
  element.setAttribute = (name, value) =>
    setAttribute(name, name === 'style' ? lengths(value) : value)
  return element
}

/** The framework's DOM backend with the phone in the place of the window. */
export class PhoneBackend extends glassEasel.CurrentWindowBackendContext {
  override document = {
    createElement: (tag: string) => createElement(tag),
    createTextNode: (text: string) => document.createTextNode(text),
    createDocumentFragment: () => document.createDocumentFragment(),
  } as unknown as glassEasel.CurrentWindowBackendContext['document']

  override getWindowWidth(): number {
    return document.getElementById('stage')?.clientWidth ?? 0
  }

  override getWindowHeight(): number {
    return document.getElementById('stage')?.clientHeight ?? 0
  }

  // gestures.ts hears all events once, and styles.ts keeps all styles.
  override setListenerStats(): void {}
  override appendStyleSheetPath(): number {
    return 0
  }
}

/** Where accessibility attributes belong: on the real control inside, if any. */
const reachable = (host: HTMLElement): HTMLElement =>
  host.querySelector<HTMLElement>(':scope > input, :scope > textarea, :scope > img') ?? host

/** Writes what WeChat accepts on any element, whatever properties it declares. */
function writeCommon(element: GlassElement, name: string, value: unknown): boolean {
  const host = domOf(element)
  if (/^aria-|^role$/.test(name)) {
    // A bare attribute comes as true, which is a value for aria-hidden only.
    const bare = value === true && /describedby|labelledby/.test(name)
    const empty = value === null || value === undefined || value === '' || bare
    const attribute = name === 'aria-role' ? 'role' : name
    if (!host) return true
    const real = reachable(host)
    if (empty) real.removeAttribute(attribute)
    else real.setAttribute(attribute, String(value))
    // A picture with a name is no decoration.
    if (real instanceof HTMLImageElement && name === 'aria-label') real.alt = empty ? '' : String(value)
    return true
  }
  const own = element instanceof glassEasel.Component && hasProperty(element, name)
  if (name === 'animation' && host && !own) {
    play(host, value)
    return true
  }
  if (name !== 'hidden') return false
  if (host) host.hidden = value !== false && value !== undefined && value !== null
  return !own
}

const hasProperty = (element: GlassElement, name: string): boolean =>
  glassEasel.Component.hasProperty(element as never, name)

const patched = new WeakSet<Writer>()

function patch(writer: Writer, path: string): void {
  if (patched.has(writer)) return
  patched.add(writer)
  const { r, d, i, v } = writer
  writer.r = (element, name, value, ...rest) => {
    if (!writeCommon(element, name, value)) r(element, name, value, ...rest)
  }
  writer.d = (element, name, value) => {
    d(element, name, value)
    // Only for tests and eyes; the app reads its data set from the event.
    const attribute = `data-${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`
    if (typeof value === 'object') return
    const host = domOf(element)
    if (host) host.setAttribute(attribute, String(value))
    else queueMicrotask(() => firstDom(element)?.setAttribute(attribute, String(value)))
  }
  writer.i = (element, id) => {
    i(element, id)
    const host = domOf(element)
    if (host) host.id = id
  }
  writer.v = (element, event, handler, ...rest) => {
    v(element, event, handler, ...rest)
    const host = domOf(element)
    if (host && (event === 'longpress' || event === 'longtap')) pressable.add(host)
    const owner = element.ownerShadowRoot?.getHostNode()
    // catchtouchmove="true" is how pages stop scrolling; there is no such method.
    const named = typeof handler === 'string' && !['', 'true'].includes(handler) && owner
    if (named && !path.includes('miniprogram_npm/') && !glassEasel.Component.getMethod(owner, handler)) {
      report(`no handler "${handler}" for ${event}`, path)
    }
  }
}

/** Lets a compiled template write what the framework alone would refuse. */
export function withHosts(
  content: (name: string) => ProcedureGenerator,
  path: string,
): (name: string) => ProcedureGenerator {
  return (name) => {
    const build = content(name)
    return (writer, ...rest) => {
      patch(writer, path)
      return build(writer, ...rest)
    }
  }
}
