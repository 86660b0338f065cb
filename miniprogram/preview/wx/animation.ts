import type { Wx } from './api'

interface Timing {
  duration?: number
  delay?: number
  timingFunction?: string
}
type Step = Required<Timing> & { style: Record<string, string> }

const px = (value: unknown): string => (typeof value === 'number' ? `${value}px` : String(value))
const turns = ['rotate', 'rotateX', 'rotateY', 'rotateZ', 'skewX', 'skewY']
const sizes = ['scale', 'scaleX', 'scaleY', 'scaleZ']
const moves = ['translate', 'translateX', 'translateY', 'translateZ']
const styles = ['opacity', 'backgroundColor', 'width', 'height', 'top', 'left', 'right', 'bottom']

/** Collects steps; `export` hands them over to the `animation` of an element. */
function createAnimation(base: Timing = {}): object {
  let steps: Step[] = []
  const transforms = new Map<string, string>()
  let style: Record<string, string> = {}
  const animation: Record<string, (...values: never[]) => unknown> = {
    step(timing: Timing = {}) {
      const transform = [...transforms].map(([name, value]) => `${name}(${value})`).join(' ')
      const given = { duration: 400, delay: 0, timingFunction: 'linear', ...base, ...timing }
      steps.push({ ...given, style: { ...style, transform } })
      style = {}
      return animation
    },
    export() {
      const actions = steps
      steps = []
      return { actions }
    },
  }
  const transform = (names: string[], unit: (value: unknown) => string) => {
    for (const name of names) {
      animation[name] = (...values: unknown[]) => {
        transforms.set(name, values.map(unit).join(','))
        return animation
      }
    }
  }
  transform(turns, (value) => `${Number(value)}deg`)
  transform(sizes, String)
  transform(moves, px)
  for (const name of styles) {
    animation[name] = (value: unknown) => {
      style[name] = name === 'opacity' ? String(value) : px(value)
      return animation
    }
  }
  return animation
}

/** Plays exported steps one after the other. */
export function play(host: HTMLElement, exported: unknown): void {
  let start = 0
  for (const step of (exported as { actions?: Step[] } | undefined)?.actions ?? []) {
    const { duration, delay, timingFunction, style } = step
    setTimeout(() => {
      host.style.transition = `all ${duration}ms ${timingFunction} ${delay}ms`
      Object.assign(host.style, style)
    }, start)
    start += duration + delay
  }
}

export const animation = {
  createAnimation: createAnimation as unknown as Wx['createAnimation'],
}
