import { api, Fail } from './api'

const prefix = 'mini-program:'

function read(key: string): unknown {
  const text = localStorage.getItem(prefix + key)
  // WeChat gives an empty text for what is not there.
  return text === null ? '' : JSON.parse(text)
}
const write = (key: string, data: unknown): void => localStorage.setItem(prefix + key, JSON.stringify(data))
const remove = (key: string): void => localStorage.removeItem(prefix + key)
const keys = (): string[] =>
  Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))
const clear = (): void => keys().forEach(remove)
const info = () => ({ keys: keys(), currentSize: 0, limitSize: 10240 })

export const storage = {
  getStorageSync: <T>(key: string): T => read(key) as T,
  setStorageSync: write,
  removeStorageSync: remove,
  clearStorageSync: clear,
  getStorageInfoSync: info,
  getStorage: api('getStorage', ({ key }) => {
    if (!keys().includes(key)) throw new Fail('data not found')
    return { data: read(key) }
  }),
  setStorage: api('setStorage', ({ key, data }) => {
    write(key, data)
    return {}
  }),
  removeStorage: api('removeStorage', ({ key }) => {
    remove(key)
    return {}
  }),
  clearStorage: api('clearStorage', () => {
    clear()
    return {}
  }),
  getStorageInfo: api('getStorageInfo', info),
}
