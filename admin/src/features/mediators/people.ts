import { answer, api, type Schemas } from '../../api/client'
import { t, type Key } from '../../i18n/texts'

export type Mediator = Schemas['MediatorView']
export type Committee = Schemas['CommitteeView']
export interface ProfileForm {
  grade: string
  qualifications: { name: string, until: string }[]
  expert: string[]
  hours: Schemas['CenterPeriod'][]
}

const grades: Record<string, Key> = {
  first: 'console.grade.first', second: 'console.grade.second', third: 'console.grade.third', fourth: 'console.grade.fourth',
}
const kinds: Record<string, Key> = {
  village: 'console.committee.village', township: 'console.committee.township',
  enterprise: 'console.committee.enterprise', industry: 'console.committee.industry',
}

function reader(words: Record<string, Key>) {
  return (code: string): string => {
    const key = words[code]
    return key ? t(key) : code // newer than this console
  }
}

export const gradeWord = reader(grades)
export const committeeWord = reader(kinds)

export async function readMediators(center: string): Promise<Mediator[]> {
  return (await answer(api.GET('/api/v1/centers/{id}/directory', { params: { path: { id: center } } }))).mediators ?? []
}

export function formOf(profile: Schemas['ProfileView']): ProfileForm {
  return {
    grade: profile.grade ?? '', expert: [...(profile.expert ?? [])], hours: structuredClone(profile.hours ?? []),
    qualifications: (profile.qualifications ?? []).map((q) => ({ name: q.name, until: q.until ?? '' })),
  }
}

/** The profile as the API takes it; a row without a name was never filled in. */
export function bodyOf(form: ProfileForm): Schemas['EditProfileInBody'] {
  return {
    grade: form.grade, expert: form.expert, hours: form.hours,
    qualifications: form.qualifications.filter((q) => q.name.trim()).map((q) => (q.until ? q : { name: q.name })),
  }
}

/** A qualification whose last day is past. */
export function lapsed(until: string, today: string): boolean {
  return until !== '' && until < today
}
