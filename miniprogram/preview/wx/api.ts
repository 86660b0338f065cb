import { report } from '../runtime/errors'

export type Wx = WechatMiniprogram.Wx
type Method = { [K in keyof Wx]: Wx[K] extends (...args: never[]) => unknown ? K : never }[keyof Wx]
type Parameter<K extends Method> = Wx[K] extends (...args: infer A) => unknown ? A[0] : never

/** The options of a call, and what its success callback gets. */
export type Options<K extends Method> = NonNullable<Parameter<K>>
type Callback<O> = O extends { success?: infer S } ? NonNullable<S> : never
type Result<K extends Method> =
  Callback<Options<K>> extends (result: infer R) => unknown ? Omit<R, 'errMsg'> : unknown

// A function without an answer is `void`, which says more here than undefined.
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type
type Answer<K extends Method> = Partial<Result<K>> | undefined | void

interface Callbacks {
  success?: (result: object) => void
  fail?: (result: object) => void
  complete?: (result: object) => void
}

/** A failure as WeChat tells it: the message follows "name:fail ". */
export class Fail extends Error {
  constructor(message: string, readonly more: object = {}) {
    super(message)
  }
}

/** A callback that fails must show, but not count as a failure of the call. */
export function guarded<A extends unknown[]>(call: ((...args: A) => void) | undefined, ...args: A): void {
  try {
    call?.(...args)
  } catch (error) {
    report(error)
  }
}

/**
 * Makes a method of wx from a function that answers or throws Fail. It takes
 * callbacks, or returns a promise when there are none, as WeChat does.
 */
export function api<K extends Method>(
  name: K,
  run: (options: Options<K>) => Answer<K> | Promise<Answer<K>>,
): Wx[K] {
  const method = (options: Callbacks = {}): unknown => {
    const { success, fail, complete } = options
    const outcome = (async () => run(options as Options<K>))().then(
      (result) => {
        const answer = { errMsg: `${name}:ok`, ...result }
        guarded(success, answer)
        guarded(complete, answer)
        return answer
      },
      (error: unknown) => {
        if (!(error instanceof Fail)) report(error, `wx.${name}`)
        const text = error instanceof Error ? error.message : String(error)
        const answer = { errMsg: `${name}:fail ${text}`, ...(error instanceof Fail ? error.more : {}) }
        guarded(fail, answer)
        guarded(complete, answer)
        if (!success && !fail && !complete) throw answer
        return undefined
      },
    )
    return success || fail || complete ? undefined : outcome
  }
  return method as unknown as Wx[K]
}

/** Listeners by event, for the on… and off… pairs. */
export class Listeners<T> {
  private readonly all = new Set<(event: T) => void>()
  readonly on = (listener: (event: T) => void): void => void this.all.add(listener)
  readonly off = (listener?: (event: T) => void): void =>
    listener ? void this.all.delete(listener) : this.all.clear()
  readonly send = (event: T): void => this.all.forEach((listener) => guarded(listener, event))
}
