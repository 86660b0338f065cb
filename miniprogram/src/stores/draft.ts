import { newKey } from '../services/api'
import { stored } from './stored'

/** A person as typed. The names of the fields are those of the API, so that a fault of the server finds its place. */
export interface Person { name: string; phone: string; number: string; address: string; organisation: boolean }

/** A file that goes along, with the id of its upload once it is on the server. */
export interface Attached {
  path: string
  name: string
  kind: 'photo' | 'voice' | 'paper'
  id: string
  /** Why the server does not take it, in words. */
  refused?: string
}

export interface Draft {
  /** Idempotency key: however often the filing is sent, it becomes one case. */
  key: string
  kind: string
  type: string
  what: string
  wishes: string
  /** Yuan, as typed. */
  amount: string
  division: string
  /** Names of the division, from the county down. */
  division_names: string[]
  place: string
  applicant: Person
  /** Whether somebody files for the applicant. */
  proxy: boolean
  representative: Person & { relation: string }
  /** The written authority of the representative. */
  authority: Attached | null
  /** Whether the applicant knows who the other side is. */
  known: boolean
  others: Person[]
  files: Attached[]
  /** Version of the privacy notice that was agreed to. */
  consent: string
  /** What is wrong, in words, by the path of the field. */
  faults: Record<string, string>
  /** Set when the filing is to be sent as soon as there is a network, in the language it was sent in first. */
  waiting: string
}

export const nobody = (): Person => ({ name: '', phone: '', number: '', address: '', organisation: false })

/** An empty draft. What a person would only type again is taken over from the one before. */
function fresh(before?: Draft): Draft {
  const self = before?.proxy ? before.representative : before?.applicant
  return {
    key: newKey(), kind: 'dispute', type: '', what: '', wishes: '', amount: '',
    division: before?.division ?? '', division_names: before?.division_names ?? [], place: '',
    applicant: { ...nobody(), name: self?.name ?? '', phone: self?.phone ?? '' },
    proxy: false, representative: { ...nobody(), relation: '' }, authority: null,
    known: true, others: [nobody()], files: [], consent: '', faults: {}, waiting: '',
  }
}

const kept = stored<Draft | undefined>('draft', undefined)

const get = (): Draft => {
  const now = kept.get()
  if (now) return now
  const made = fresh()
  kept.set(made)
  return made
}

/** A copy of a value with another value at a path such as `others.0.name`. */
export function put<T>(into: T, path: readonly string[], value: unknown): T {
  const [name, ...rest] = path
  if (name === undefined) return value as T
  const copy = (Array.isArray(into) ? [...into] : { ...into }) as Record<string, unknown>
  copy[name] = put(copy[name], rest, value)
  return copy as T
}

const without = (faults: Record<string, string>, path: string): Record<string, string> =>
  Object.fromEntries(Object.entries(faults).filter(([at]) => at !== path && !at.startsWith(`${path}.`)))

export const draft = {
  get,

  /** Keeps what the person has just done. A filing that waits for the network no longer does: it has changed. */
  change(part: Partial<Draft>): void {
    kept.set({ ...get(), waiting: '', ...part })
  },

  /** Keeps what the person has just typed, and takes back the complaint about it. */
  type(path: string, value: unknown): void {
    const now = put(get(), path.split('.'), value)
    kept.set({ ...now, waiting: '', faults: without(now.faults, path) })
  },

  /** Keeps what the app itself has found out, as the id of an upload. */
  note(part: Partial<Draft>): void {
    kept.set({ ...get(), ...part })
  },

  /** Whether there is anything in it that the person would miss. */
  get begun(): boolean {
    const d = get()
    return Boolean(d.type || d.what || d.wishes || d.place || d.files.length)
  },

  clear(): void {
    kept.set(fresh(get()))
  },
}
