import { report } from '../runtime/errors'

/** Stands guard before an object, so that a call of something missing is never silent. */
export function strict<T extends object>(known: T, name = 'wx'): T {
  return new Proxy(known, {
    get(target, key, receiver): unknown {
      // A promise asks every answer for `then`: that is no call of the app.
      if (typeof key === 'symbol' || key === 'then' || key in target) return Reflect.get(target, key, receiver)
      return () => {
        const error = new Error(`${name}.${key} is not in the preview`)
        report(error)
        throw error
      }
    },
  })
}
