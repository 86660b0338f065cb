import type { Schemas } from '../../api/client'

export type Grant = Schemas['PolicyGrant']
export interface Form { login: string, name: string, grants: Grant[], committee: string, full_time: boolean, specialities: string[] }

export const roles = ['intake', 'moderator', 'supervisor', 'mediator', 'auditor', 'maintainer'] as const

export function emptyForm(): Form {
  return { login: '', name: '', grants: [{ role: 'intake', center: '' }], committee: '', full_time: false, specialities: [] }
}

export function mediates(form: Form): boolean {
  return form.grants.some((g) => g.role === 'mediator')
}

/** What the API takes; what only a mediator has goes with the role. */
export function accountOf(form: Form, password: string): Schemas['NewStaffInBody'] {
  const base = { login: form.login.trim(), name: form.name.trim(), password, grants: form.grants }
  return mediates(form) ? { ...base, committee: form.committee.trim(), full_time: form.full_time, specialities: form.specialities } : base
}

// Without letters and digits that are mistaken for each other when read from paper.
const letters = 'abcdefghjkmnpqrstuvwxyz'
const capitals = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const digits = '23456789'

function pick(from: string, random: () => number): string {
  return from.charAt(random() % from.length)
}

function secure(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
}

/** A password for the first sign-in: three groups, each kind of sign in each of them. */
export function oncePassword(random: () => number = secure): string {
  const group = () => pick(capitals, random) + pick(letters, random) + pick(letters, random) + pick(digits, random) + pick(digits, random)
  return [group(), group(), group()].join('-')
}
