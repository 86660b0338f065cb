import en from '../../i18n/en.json'
import zhCN from '../../i18n/zh-CN.json'

export type Key = keyof typeof zhCN

const catalogs = { 'zh-CN': zhCN, en } satisfies Record<string, Record<Key, string>>

export type Language = keyof typeof catalogs

export const languages = Object.keys(catalogs) as Language[]

/** Reads texts of the shared catalog in one language. */
export function translator(language: Language): (key: Key) => string {
  return (key) => catalogs[language][key]
}
