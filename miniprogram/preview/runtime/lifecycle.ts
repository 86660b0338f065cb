import { glassEasel } from 'glass-easel-miniprogram-adapter'
import type { Entry } from './stack'

/** Calls a method of a page, if it has one; a failure shows and stops nothing. */
export function tell({ page, route }: Entry, method: string, ...args: unknown[]): unknown {
  const found = page[method]
  if (typeof found !== 'function') return undefined
  const call = found as (...args: unknown[]) => unknown
  return glassEasel.safeCallback(`${route} ${method}`, call, page, args, page._$)
}
