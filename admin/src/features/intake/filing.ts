import type { Schemas } from '../../api/client'
import type { Upload } from './upload'

export interface PersonForm { organisation: boolean, name: string, phone: string, number: string, address: string }

/** Somebody who files for the applicant. */
export interface ProxyForm { person: PersonForm, relation: string, authority: Upload[] }

export interface FilingForm {
  kind: string
  type: string
  channel: string
  division: string
  place: string
  yuan: string
  what: string
  wishes: string
  applicant: PersonForm
  others: PersonForm[]
  proxy?: ProxyForm | undefined
  files: Upload[]
  consent: boolean
}

export function emptyPerson(): PersonForm {
  return { organisation: false, name: '', phone: '', number: '', address: '' }
}

export function emptyProxy(): ProxyForm {
  return { person: emptyPerson(), relation: '', authority: [] }
}

export function emptyFiling(division: string): FilingForm {
  return {
    kind: 'dispute', type: '', channel: 'visit', division, place: '', yuan: '', what: '', wishes: '',
    applicant: emptyPerson(), others: [emptyPerson()], files: [], consent: false,
  }
}

/** Yuan as typed, in fen; undefined when it is no amount. */
export function fen(yuan: string): number | undefined {
  const plain = yuan.replace(/[,，\s]/g, '')
  if (plain === '') return 0
  if (!/^\d{1,10}(\.\d{1,2})?$/.test(plain)) return undefined
  return Math.round(Number(plain) * 100)
}

/** The filing as the API takes it; the other side's empty rows are left out. */
export function filingOf(form: FilingForm, privacy: string, language: string): Schemas['DisputeFiling'] {
  const { proxy } = form
  return {
    ...(proxy ? { representative: { ...proxy.person, relation: proxy.relation, authorisation: proxy.authority[0]?.id ?? '' } } : {}),
    // The authority is a paper of the case, too.
    evidence: [...form.files, ...(proxy?.authority ?? [])].map((f) => f.id),
    kind: form.kind, type: form.type, channel: form.channel, division: form.division, place: form.place,
    amount: fen(form.yuan) ?? -1, // the server says what is wrong with it, at its field
    what: form.what, wishes: form.wishes, applicant: form.applicant,
    others: form.others.filter((o) => o.name.trim() || o.phone.trim()),
    consent: form.consent ? privacy : '', language,
  }
}
