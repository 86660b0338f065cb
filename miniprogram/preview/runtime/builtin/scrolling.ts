import { element, reflect, type Control, type Spec } from './base'

function scrollIntoView({ host, data }: Control): void {
  const id = String(data['scrollIntoView'] ?? '')
  const target = id && host.querySelector(`#${CSS.escape(id)}`)
  if (target) target.scrollIntoView({ block: 'start', inline: 'start' })
}

export const scrollView: Spec = {
  properties: {
    scrollX: Boolean, scrollY: Boolean, scrollTop: null, scrollLeft: null, scrollIntoView: String,
    upperThreshold: { type: Number, value: 50 }, lowerThreshold: { type: Number, value: 50 },
    scrollWithAnimation: Boolean, enableFlex: Boolean, enhanced: Boolean, showScrollbar: Boolean,
    bounces: Boolean, enableBackToTop: Boolean, pagingEnabled: Boolean, usingSticky: Boolean,
    scrollAnchoring: Boolean, enablePassive: Boolean, type: String,
  },
  created(control) {
    const { host } = control
    let near = ''
    host.addEventListener('scroll', () => {
      const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight, clientWidth } = host
      control.fire('scroll', { scrollTop, scrollLeft, scrollHeight, scrollWidth, deltaX: 0, deltaY: 0 })
      const across = control.data['scrollX'] === true
      const at = across ? scrollLeft : scrollTop
      const rest = across ? scrollWidth - clientWidth - at : scrollHeight - clientHeight - at
      const low = rest <= Number(control.data['lowerThreshold']) ? 'lower' : ''
      const edge = at <= Number(control.data['upperThreshold']) ? 'upper' : low
      if (edge && edge !== near) {
        const start = across ? 'left' : 'top'
        const end = across ? 'right' : 'bottom'
        control.fire(`scrollto${edge}`, { direction: edge === 'upper' ? start : end })
      }
      near = edge
    })
  },
  changed(control) {
    const { host, data } = control
    host.style.overflowX = data['scrollX'] ? 'auto' : 'hidden'
    host.style.overflowY = data['scrollY'] ? 'auto' : data['scrollX'] ? 'hidden' : ''
    for (const side of ['scrollTop', 'scrollLeft'] as const) {
      const wanted = String(data[side] ?? '')
      // Only a new value scrolls: the tester may have scrolled on meanwhile.
      if (host.dataset[side] !== wanted && wanted !== '') host[side] = Number.parseFloat(wanted)
      host.dataset[side] = wanted
    }
    const into = String(data['scrollIntoView'])
    if (host.dataset['into'] !== into) queueMicrotask(() => scrollIntoView(control))
    host.dataset['into'] = into
  },
}

const timers = new WeakMap<Element, number>()
const trackOf = ({ host }: Control) => host.querySelector('swiper-track') as HTMLElement
const itemsOf = (control: Control) => [...trackOf(control).querySelectorAll('wx-swiper-item')]

function turn(control: Control, to: number, source: string): void {
  const before = Number(control.data['current'])
  if (to === before || !itemsOf(control)[to]) return
  control.set({ current: to })
  const currentItemId = itemsOf(control)[to]?.getAttribute('item-id') ?? ''
  control.fire('change', { current: to, source, currentItemId })
  control.fire('animationfinish', { current: to, source, currentItemId })
}

export const swiper: Spec = {
  properties: {
    current: Number, autoplay: Boolean, interval: { type: Number, value: 5000 }, duration: Number,
    circular: Boolean, vertical: Boolean, indicatorDots: Boolean, indicatorColor: String,
    indicatorActiveColor: String, previousMargin: String, nextMargin: String,
    displayMultipleItems: Number, easingFunction: String, snapToEdge: Boolean, currentItemId: String,
  },
  attached(control) {
    const track = trackOf(control)
    control.host.append(element('div', { className: 'swiper-dots' }))
    track.addEventListener('scrollend', () => {
      const share = control.data['vertical']
        ? track.scrollTop / track.clientHeight
        : track.scrollLeft / track.clientWidth
      turn(control, Math.round(share), 'touch')
    })
    control.host.addEventListener('items', () => swiper.changed?.(control))
    const timer = window.setInterval(() => {
      if (!control.data['autoplay']) return
      turn(control, (Number(control.data['current']) + 1) % itemsOf(control).length, 'autoplay')
    }, Number(control.data['interval']))
    timers.set(control.host, timer)
  },
  detached: ({ host }) => clearInterval(timers.get(host)),
  changed(control) {
    const { host, data } = control
    reflect(control, 'vertical')
    // Not scrollIntoView: that would scroll the page as well.
    const track = host.querySelector('swiper-track')
    const current = Number(data['current'])
    track?.scrollTo({ left: current * track.clientWidth, top: current * track.clientHeight })
    const dots = host.querySelector('.swiper-dots')
    if (!dots || !track) return
    const buttons = itemsOf(control).map((_, at) => {
      const dot = element('button', { type: 'button', ariaLabel: String(at + 1) })
      dot.toggleAttribute('aria-current', at === current)
      dot.addEventListener('click', () => turn(control, at, 'touch'))
      return dot
    })
    dots.replaceChildren(...(data['indicatorDots'] ? buttons : []))
  },
}

export const swiperItem: Spec = {
  properties: { itemId: String, skipHiddenItemLayout: Boolean },
  // The dots follow the items, which may come later by wx:for.
  attached({ host }) {
    const around = host.closest('wx-swiper')
    queueMicrotask(() => around?.dispatchEvent(new Event('items')))
  },
  changed: (control) => reflect(control, 'item-id'),
}
