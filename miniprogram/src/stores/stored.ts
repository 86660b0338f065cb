/** A value that outlives the app: in memory for reading, on the phone for the next start. */
export interface Stored<T> {
  get(): T
  set(value: T): void
}

const all = new Set<() => void>()

/** Forgets everything that was kept, in memory too: the next who uses the app finds nothing. */
export function forgetAll(): void {
  for (const forget of all) forget()
  wx.clearStorageSync()
}

/**
 * Keeps a value under a name on the phone. A full or broken storage is no reason to
 * stop: the value then lives as long as the app.
 */
export function stored<T>(name: string, first: T): Stored<T> {
  const key = `yanhe.${name}`
  let value: T | undefined
  let read = false
  all.add(() => {
    value = undefined
    read = false
  })
  return {
    get() {
      if (!read) {
        read = true
        const found: unknown = wx.getStorageSync(key)
        value = found === '' || found === undefined || found === null ? first : (found as T)
      }
      return value as T
    },
    set(next) {
      read = true
      value = next
      try {
        if (next === undefined) wx.removeStorageSync(key)
        else wx.setStorageSync(key, next)
      } catch {
        // told to nobody: the person can do nothing about it now
      }
    },
  }
}
