import { catalogs } from './catalog'

export type Language = keyof typeof catalogs
export type Key = keyof (typeof catalogs)['zh-CN']
export type Arguments = Record<string, string | number>

/** The catalog's language for the one that WeChat is set to, such as "zh_CN" or "en". */
export function languageOf(wechat: string): Language {
  return wechat.startsWith('en') ? 'en' : 'zh-CN'
}

/** Puts arguments in the place of {name}; a placeholder without one stays. */
export function fill(text: string, args: Arguments): string {
  return text.replace(/\{([a-z][a-z0-9_]*)\}/g, (whole, name: string) =>
    name in args ? String(args[name]) : whole,
  )
}

/** A text of the catalog with its arguments filled in. */
export function text(language: Language, key: Key, args: Arguments = {}): string {
  return fill(catalogs[language][key], args)
}
