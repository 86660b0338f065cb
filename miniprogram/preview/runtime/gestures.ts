import { glassEasel } from 'glass-easel-miniprogram-adapter'
import { pressable } from './hosts'

interface Touch {
  identifier: number
  pageX: number
  pageY: number
  clientX: number
  clientY: number
  x: number
  y: number
}
type Point = Pick<globalThis.Touch, 'clientX' | 'clientY'> & { identifier?: number }

const longPress = 350
const stillness = 10
let stage: HTMLElement

/** A finger as WeChat gives it: from the corner of the page, and of a canvas. */
function touch({ clientX, clientY, identifier = 0 }: Point, target: Element): Touch {
  const box = stage.getBoundingClientRect()
  const canvas = target.closest('wx-canvas')?.getBoundingClientRect() ?? box
  const [left, top] = [clientX - box.left, clientY - box.top]
  const scrolled = target.closest('.page')?.scrollTop ?? 0
  const inside = { x: clientX - canvas.left, y: clientY - canvas.top }
  return { identifier, clientX: left, clientY: top, pageX: left, pageY: top + scrolled, ...inside }
}

/** Sends an event to the component tree; tells whether somebody caught it. */
function send(
  type: string,
  origin: Event,
  target: Element,
  detail: object = {},
  touches: Touch[] = [],
  changedTouches = touches,
): boolean {
  let node: Node | null = target
  while (node && !node.__wxElement) node = node.parentNode
  if (!node?.__wxElement) return false
  const event = new glassEasel.Event(type, detail, {
    bubbles: true,
    composed: true,
    capturePhase: true,
    originalEvent: origin,
    extraFields: { touches, changedTouches },
  })
  glassEasel.Event.dispatchEvent(node.__wxElement, event)
  return event.defaultPrevented()
}

let pressed: { target: Element; at: Point; timer: number } | undefined
let longPressed = false
let lastTouch = -Infinity

function press(origin: Event, target: Element, at: Point): void {
  longPressed = false
  const timer = window.setTimeout(() => {
    const touches = [touch(at, target)]
    const { clientX: x, clientY: y } = touches[0] as Touch
    longPressed = origin.composedPath().some((node) => pressable.has(node as Node))
    for (const type of ['longpress', 'longtap']) send(type, origin, target, { x, y }, touches)
  }, longPress)
  pressed = { target, at, timer }
}

function moved({ clientX, clientY }: Point): void {
  if (!pressed) return
  const { at, timer } = pressed
  const far = Math.max(Math.abs(clientX - at.clientX), Math.abs(clientY - at.clientY)) > stillness
  if (far) clearTimeout(timer)
}

function onTouch(event: TouchEvent): void {
  lastTouch = event.timeStamp
  const target = event.target as Element
  const [first] = event.changedTouches
  if (event.type === 'touchstart' && first) press(event, target, first)
  if (event.type === 'touchmove' && first) moved(first)
  if (/end|cancel/.test(event.type)) clearTimeout(pressed?.timer)
  const [now, changed] = [event.touches, event.changedTouches].map((list) =>
    [...list].map((point) => touch(point, target)),
  )
  const caught = send(event.type, event, target, {}, now ?? [], changed ?? [])
  // A caught move does not scroll the page; a caught start must still let a tap through.
  if (caught && event.type === 'touchmove' && event.cancelable) event.preventDefault()
}

const asTouch: Record<string, string> = {
  mousedown: 'touchstart', mousemove: 'touchmove', mouseup: 'touchend',
}

/** The mouse is a finger, except where the browser only repeats a touch. */
function onMouse(event: MouseEvent): void {
  if (event.timeStamp - lastTouch < 1000) return
  if (event.type === 'mousedown') press(event, event.target as Element, event)
  if (!pressed) return
  moved(event)
  const type = asTouch[event.type] ?? ''
  const { target, timer } = pressed
  const changed = [touch(event, target)]
  if (type === 'touchend') {
    clearTimeout(timer)
    pressed = undefined
  }
  send(type, event, target, {}, type === 'touchend' ? [] : changed, changed)
}

function onClick(event: MouseEvent): void {
  const target = event.target as Element
  if (longPressed || target.closest('wx-button[disabled]')) {
    longPressed = false
    return
  }
  const touches = [touch(event, target)]
  const { clientX: x, clientY: y } = touches[0] as Touch
  send('tap', event, target, { x, y }, touches)
}

/** Hears what happens on the pages and tells the component tree. */
export function startGestures(on: HTMLElement): void {
  stage = on
  const options = { capture: true, passive: false }
  for (const type of ['touchstart', 'touchmove', 'touchend', 'touchcancel'] as const) {
    on.addEventListener(type, onTouch, options)
  }
  on.addEventListener('mousedown', onMouse, true)
  window.addEventListener('mousemove', onMouse, true)
  window.addEventListener('mouseup', onMouse, true)
  on.addEventListener('click', onClick)
  for (const type of ['transitionend', 'animationstart', 'animationiteration', 'animationend'] as const) {
    on.addEventListener(type, (event) => send(type, event, event.target as Element))
  }
  // The fields of forms must not leave the page.
  document.addEventListener('submit', (event) => event.preventDefault(), true)
}
