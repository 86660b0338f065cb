import { config } from '../config'
import { languageOf, type Language } from '../texts'
import { stored } from './stored'

/** How a person wants to see the app. What the person never chose follows the phone. */
interface Chosen { language?: Language; elder?: boolean }

const chosen = stored<Chosen>('settings', {})
const listeners = new Set<() => void>()

function change(next: Chosen): void {
  chosen.set({ ...chosen.get(), ...next })
  for (const listener of listeners) listener()
}

export const settings = {
  get language(): Language {
    return chosen.get().language ?? languageOf(wx.getAppBaseInfo().language)
  },

  /** Large letters, large targets, plain words. */
  get elder(): boolean {
    return chosen.get().elder ?? (wx.getAppBaseInfo().fontSizeSetting ?? 16) >= config.elderFrom
  },

  get dark(): boolean {
    return wx.getAppBaseInfo().theme === 'dark'
  },

  speak: (language: Language): void => change({ language }),
  enlarge: (elder: boolean): void => change({ elder }),

  /** Calls back after a change, until the returned function is called. */
  watch(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

/** Tells every page of a change that the phone has made. */
export function followPhone(): void {
  wx.onThemeChange(() => change({}))
}
