import { asset } from '../assets'
import { element, reflect, type Spec } from './base'

const fits: Record<string, string> = { scaleToFill: 'fill', aspectFit: 'contain', aspectFill: 'cover' }

export const image: Spec = {
  properties: {
    src: String, mode: { type: String, value: 'scaleToFill' }, lazyLoad: Boolean, webp: Boolean,
    showMenuByLongpress: Boolean, binderror: null, fadeIn: Boolean,
  },
  created(control) {
    const made = element('img', { alt: '' })
    made.addEventListener('load', () =>
      control.fire('load', { width: made.naturalWidth, height: made.naturalHeight }),
    )
    made.addEventListener('error', () =>
      control.fire('error', { errMsg: `cannot load ${String(control.data['src'])}` }),
    )
    control.host.append(made)
  },
  changed(control) {
    const made = control.host.querySelector('img') as HTMLImageElement
    const src = asset(String(control.data['src']), control.caller._$)
    if (made.getAttribute('src') !== src) made.setAttribute('src', src)
    const mode = String(control.data['mode'])
    made.style.objectFit = fits[mode] ?? (mode.endsWith('Fix') ? 'fill' : 'none')
    made.style.objectPosition = fits[mode] ? '' : mode
    reflect(control, 'mode')
  },
}

const glyphs: Record<string, [string, string]> = {
  success: ['✔', '#09bb07'], success_no_circle: ['✓', '#09bb07'], info: ['ℹ', '#10aeff'],
  warn: ['⚠', '#f76260'], waiting: ['◷', '#10aeff'], cancel: ['✖', '#f43530'],
  download: ['⤓', '#09bb07'], search: ['⌕', '#b2b2b2'], clear: ['⊗', '#b2b2b2'],
}

export const icon: Spec = {
  properties: { type: String, size: { type: null, value: 23 }, color: String },
  changed({ host, data }) {
    const [glyph, color] = glyphs[String(data['type'])] ?? ['?', 'red']
    host.textContent = glyph
    host.style.color = String(data['color'] || color)
    host.style.fontSize = host.style.width = `${Number.parseFloat(String(data['size']))}px`
  },
}

export const progress: Spec = {
  properties: {
    percent: Number, showInfo: Boolean, strokeWidth: null, activeColor: String, active: Boolean,
    backgroundColor: String, color: String, borderRadius: null, activeMode: String,
  },
  changed({ host, data }) {
    const bar = element('progress', { max: 100, value: Number(data['percent']) })
    bar.style.accentColor = String(data['activeColor'])
    host.replaceChildren(bar, data['showInfo'] ? `${Number(data['percent'])}%` : '')
  },
}

interface RichNode {
  name?: string
  type?: string
  text?: string
  attrs?: Record<string, string>
  children?: RichNode[]
}

function rich({ type, name = 'div', text = '', attrs = {}, children = [] }: RichNode): Node {
  if (type === 'text') return document.createTextNode(text)
  if (/^(script|style|iframe|object|embed)$/i.test(name)) return document.createTextNode('')
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attrs)) {
    if (!key.startsWith('on') && !value.includes('javascript:')) made.setAttribute(key, value)
  }
  made.append(...children.map(rich))
  return made
}

/** Markup becomes the same tree, so that no script of it ever runs. */
function parsed(node: Node): RichNode {
  if (!(node instanceof Element)) return { type: 'text', text: node.textContent ?? '' }
  const attrs = Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value]))
  return { name: node.tagName.toLowerCase(), attrs, children: [...node.childNodes].map(parsed) }
}

export const richText: Spec = {
  properties: { nodes: null, space: String, userSelect: Boolean, mode: String },
  changed({ host, data }) {
    const nodes = data['nodes'] ?? []
    const tree = Array.isArray(nodes)
      ? (nodes as RichNode[])
      : [...new DOMParser().parseFromString(String(nodes), 'text/html').body.childNodes].map(parsed)
    host.replaceChildren(...tree.map(rich))
  },
}

interface Marker {
  id: number
  title?: string
  latitude: number
  longitude: number
  callout?: { content?: string }
}

export const map: Spec = {
  properties: {
    latitude: Number, longitude: Number, scale: Number, markers: Array, polyline: Array,
    circles: Array, controls: Array, includePoints: Array, polygons: Array, showLocation: Boolean,
    enableScroll: Boolean, enableZoom: Boolean, showCompass: Boolean, setting: Object,
  },
  changed(control) {
    const { host, data } = control
    const markers = ((data['markers'] ?? []) as Marker[]).map((marker) => {
      const { id, title, callout, latitude, longitude } = marker
      const text = `${title ?? callout?.content ?? id} (${latitude}, ${longitude})`
      const made = element('button', { type: 'button', textContent: text })
      made.addEventListener('click', () => control.fire('markertap', { markerId: id }))
      return element('li', {}, made)
    })
    const center = `${Number(data['latitude'])}, ${Number(data['longitude'])}`
    host.replaceChildren(element('p', { textContent: `Map, ${center}` }), element('ul', {}, ...markers))
  },
}

export const canvas: Spec = {
  properties: { type: String, canvasId: String, disableScroll: Boolean },
  created: ({ host }) => host.append(element('canvas')),
}

/** What a selector query gives as the node of an element. */
export const nodeOf = (host: Element | null): Element | null =>
  host?.querySelector(':scope > canvas') ?? host

export const webView: Spec = {
  properties: { src: String },
  changed({ host, data }) {
    // Pages from outside stay outside: the address is shown and not loaded.
    const src = String(data['src'])
    const link = element('a', { href: src, textContent: src, target: '_blank', rel: 'noreferrer' })
    host.replaceChildren(element('p', { textContent: 'web-view' }), link)
  },
}

export const pageMeta: Spec = {
  properties: {
    pageFontSize: String, rootFontSize: String, pageStyle: String, rootBackgroundColor: String,
    backgroundColor: String, backgroundTextStyle: String, scrollTop: String,
  },
  changed({ host, data }) {
    const page = host.closest<HTMLElement>('wx-page')
    if (!page) return
    // The variable is the text size that the user set in WeChat; it may change.
    const size = (value: unknown): string =>
      value === 'system' ? 'var(--system-font-size)' : String(value ?? '')
    page.setAttribute('style', String(data['pageStyle'] ?? ''))
    page.style.fontSize = size(data['pageFontSize'])
    if (data['backgroundColor']) page.style.backgroundColor = String(data['backgroundColor'])
    if (data['rootFontSize']) document.documentElement.style.fontSize = size(data['rootFontSize'])
  },
}
