import { Fault } from '../services/fault'
import { settings } from '../stores/settings'
import type { Key } from '../texts'
import { t, words } from './words'

/** What a page shows as a whole; `ready` is its own content. */
export type Stage = 'loading' | 'ready' | 'offline' | 'denied' | 'missing' | 'failed'

/** What every page has in its data. */
export interface Basics {
  t: Record<string, string>
  /** Classes of the root. */
  look: string
  stage: Stage
  /** Why the stage is none of loading and ready, in words. */
  problem: string
}

type Query = Record<string, string | undefined>

/** What a page says of itself, beside its data and methods. */
interface Life {
  /** Texts that the markup shows, as `t.` and the last part of the key. */
  texts: readonly Key[]
  title: Key
  /** Fetches what the page shows and puts it into data. A Fault becomes the page's stage. */
  load?(query: Query): Promise<void> | void
  /** Words anew what `load` has put into data, after a change of language. */
  reword?(): void
  /** Called when the page is closed. */
  left?(): void
  /** Fetch again whenever the page comes back into sight. */
  fresh?: boolean
}

interface Common {
  /** Fetches anew: after a fault, on pulling down, when something has changed. */
  again(): Promise<void>
}

/** Data and methods of a page as its own code sees them. */
export type Instance<D, M> = WechatMiniprogram.Page.InstanceProperties & M & Common & {
  data: D & Basics
  /** Names of data, or paths into it such as `lines[3]`. */
  setData(changes: { [K in keyof (D & Basics)]?: (D & Basics)[K] } | Record<`${string}[${string}`, unknown>, done?: () => void): void
}

/** How large, and how dark. */
export const lookOf = (): string => `look${settings.elder ? ' look--elder' : ''}${settings.dark ? ' look--dark' : ''}`

export function stageOf(fault: Fault): Stage {
  if (fault.unheard) return 'offline'
  if (fault.status === 403 || fault.status === 401) return 'denied'
  return fault.status === 404 ? 'missing' : 'failed'
}

/** A fault in words that say what to do. What is no Fault is our mistake and goes on. */
export function wordsOf(thrown: unknown): string {
  if (!(thrown instanceof Fault)) throw thrown
  if (thrown.code === 'offline') return t('mini.common.offline')
  if (thrown.code === 'gone') return t('mini.attach.gone')
  if (thrown.code === 'timeout') return t('mini.common.timeout')
  return thrown.detail || t('mini.common.broken')
}

/** Says a fault without leaving the page. */
export function tell(thrown: unknown): void {
  wx.showModal({ content: wordsOf(thrown), showCancel: false, confirmText: t('mini.common.understood') })
}

/**
 * Makes a page that follows language and size, and that has a stage for each way in
 * which loading can end.
 */
export function page<D extends object, M extends object>(
  options: { data: D } & Life & M & ThisType<Instance<D, M>>,
): void {
  const { texts, title, load, reword, left, fresh, data, ...rest } = options
  const turns = new WeakMap<object, number>()
  const unwatch = new WeakMap<object, () => void>()
  const queries = new WeakMap<object, Query>()
  type This = Instance<object, M>
  Page({
    ...rest,
    ...(reword ? { reword } : {}),
    data: { t: {}, look: lookOf(), stage: load ? 'loading' : 'ready', problem: '', ...data },

    onLoad(this: This, query: Query) {
      queries.set(this, query)
      const dress = () => {
        this.setData({ t: words(texts), look: lookOf() })
        wx.setNavigationBarTitle({ title: t(title) })
      }
      unwatch.set(this, settings.watch(() => {
        dress()
        if (this.data.stage === 'ready') reword?.call(this)
      }))
      dress()
      if (!fresh) void this.again()
    },
    onShow(this: This) {
      if (fresh) void this.again()
    },
    onUnload(this: This) {
      unwatch.get(this)?.()
      left?.call(this)
    },
    async onPullDownRefresh(this: This) {
      await this.again()
      wx.stopPullDownRefresh()
    },
    async again(this: This) {
      if (!load) return
      const turn = (turns.get(this) ?? 0) + 1
      turns.set(this, turn)
      if (this.data.stage !== 'ready') this.setData({ stage: 'loading' })
      try {
        await load.call(this, queries.get(this) ?? {})
        if (turn === turns.get(this)) this.setData({ stage: 'ready' })
      } catch (thrown) {
        const problem = wordsOf(thrown)
        if (turn !== turns.get(this)) return // a later try tells
        // What was read before is better than an empty page with a complaint.
        if (this.data.stage === 'ready' && (thrown as Fault).unheard) wx.showToast({ title: problem, icon: 'none' })
        else this.setData({ stage: stageOf(thrown as Fault), problem })
      }
    },
  } as WechatMiniprogram.Page.Options<WechatMiniprogram.IAnyObject, WechatMiniprogram.IAnyObject>)
}
