import { ref, shallowRef } from 'vue'
import type zhCN from '../../../i18n/zh-CN.json'

export type Key = keyof typeof zhCN
type Catalog = Record<Key, string>

// Each language is a file of its own in the build: only the chosen one is loaded.
const loaders = {
  'zh-CN': () => import('../../../i18n/zh-CN.json'),
  en: () => import('../../../i18n/en.json'),
} satisfies Record<string, () => Promise<{ default: Catalog }>>

export type Language = keyof typeof loaders
export const languages = Object.keys(loaders) as Language[]

const kept = 'yanhe.language'
const catalog = shallowRef<Catalog>()
export const language = ref<Language>('zh-CN')

/** The language to begin with: the one chosen before, else the browser's. */
export function firstLanguage(chosen = localStorage.getItem(kept), browser = navigator.language): Language {
  if (languages.includes(chosen as Language)) return chosen as Language
  return browser.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

/** Loads a language and shows everything in it. */
export async function speak(to: Language): Promise<void> {
  catalog.value = (await loaders[to]()).default
  language.value = to
  localStorage.setItem(kept, to)
  document.documentElement.lang = to
  document.title = t('console.title')
}

type Values = Record<string, string | number>

export function t(key: Key, values: Values = {}): string {
  return fill(catalog.value?.[key] ?? key, values)
}

/** Puts values for the {names} of a text; a name without a value stays. */
export function fill(text: string, values: Values): string {
  return text.replace(/\{([a-z][a-z0-9_]*)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** Families of the catalog whose members are codes of the API. */
type Family = 'state' | 'event' | 'type' | 'channel' | 'side' | 'decline' | 'terminate' | 'body' | 'onward' | 'record' | 'sign' | 'follow_up.kind' | 'follow_up.result'

/** The word for a code; a code that is newer than this console is shown as it is. */
export function named(family: Family, code: string): string {
  return catalog.value?.[`${family}.${code}` as Key] ?? code
}
