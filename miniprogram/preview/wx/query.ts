import { nodeOf } from '../runtime/builtin/content'
import { controlOf } from '../runtime/builtin/base'
import { domOf } from '../runtime/hosts'
import { top } from '../runtime/stack'
import type { Caller, GlassElement, Values } from '../runtime/types'
import type { Wx } from './api'

type Done = (result: unknown) => void
interface Fields extends Record<string, unknown> {
  id?: boolean
  dataset?: boolean
  rect?: boolean
  size?: boolean
  scrollOffset?: boolean
  node?: boolean
  properties?: string[]
  computedStyle?: string[]
}

/** What a query tells of one element; places are from the corner of the page's window. */
function look(element: GlassElement, fields: Fields): Values {
  const host = domOf(element)
  const result: Values = {}
  if (fields.id) result['id'] = element.id
  if (fields.dataset) result['dataset'] = element.dataset ?? {}
  if (!host) return result
  const box = host.getBoundingClientRect()
  const stage = host.closest('.stage')?.getBoundingClientRect() ?? new DOMRect()
  const [left, top] = [box.left - stage.left, box.top - stage.top]
  if (fields.rect) Object.assign(result, { left, top, right: left + box.width, bottom: top + box.height })
  if (fields.size) Object.assign(result, { width: box.width, height: box.height })
  if (fields.scrollOffset) Object.assign(result, offset(host))
  if (fields.node) result['node'] = nodeOf(host)
  const style = getComputedStyle(host)
  for (const name of fields.computedStyle ?? []) {
    result[name] = style.getPropertyValue(name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`))
  }
  for (const name of fields.properties ?? []) result[name] = controlOf(host)?.data[name]
  return result
}

const offset = ({ scrollTop, scrollLeft, scrollHeight, scrollWidth }: Element): Values => ({
  scrollTop, scrollLeft, scrollHeight, scrollWidth,
})

function viewport(fields: Fields): Values {
  const page = top()?.host
  const [width, height] = [page?.clientWidth ?? 0, page?.clientHeight ?? 0]
  const box = fields.rect ? { left: 0, top: 0, right: width, bottom: height } : {}
  const size = fields.size ? { width, height } : {}
  const scrolled = fields.scrollOffset && page ? offset(page) : {}
  return { id: '', dataset: {}, ...box, ...size, ...scrolled }
}

/** A selector query: collects what is asked, and answers when the page is drawn. */
export class Query {
  private readonly asked: { run: () => unknown; done: Done | undefined }[] = []
  private scope: Caller | undefined

  in(scope: unknown): this {
    this.scope = scope as Caller
    return this
  }

  select(selector: string) {
    return this.ask((root, fields) => {
      const found = root.querySelector(selector)
      return found ? look(found, fields) : null
    })
  }

  selectAll(selector: string) {
    return this.ask((root, fields) => root.querySelectorAll(selector).map((one) => look(one, fields)))
  }

  selectViewport() {
    return this.ask((_, fields) => viewport(fields))
  }

  exec(callback?: (results: unknown[]) => void): this {
    const asked = this.asked.splice(0)
    // After the microtasks of pending updates, and after layout.
    requestAnimationFrame(() => {
      const results = asked.map(({ run, done }) => {
        const result = run()
        done?.(result)
        return result
      })
      callback?.(results)
    })
    return this
  }

  private ask(find: (root: NonNullable<ReturnType<Caller['_$']['getShadowRoot']>>, fields: Fields) => unknown) {
    const scope = this.scope
    const fields = (wanted: Fields, done?: Done): this => {
      const run = () => {
        const root = (scope ?? top()?.page)?._$.getShadowRoot()
        return root ? find(root, wanted) : null
      }
      this.asked.push({ run, done })
      return this
    }
    return {
      fields,
      boundingClientRect: (done?: Done) => fields({ id: true, dataset: true, rect: true, size: true }, done),
      scrollOffset: (done?: Done) => fields({ id: true, dataset: true, scrollOffset: true }, done),
      node: (done?: Done) => fields({ node: true }, done),
    }
  }
}

export const createQuery = (): Query => new Query()

export const queries = {
  createSelectorQuery: createQuery,
  createIntersectionObserver: (scope: unknown, options: unknown) =>
    (scope as { createIntersectionObserver(options: unknown): unknown }).createIntersectionObserver(options),
} as unknown as Pick<Wx, 'createSelectorQuery' | 'createIntersectionObserver'>
