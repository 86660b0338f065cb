import type { components } from './schema'

type Problem = components['schemas']['Problem']

/** What went wrong with a request, in the reader's language, with faults by field. */
export class Fault extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(detail)
  }

  /** The fault at a field of the form, if there is one. */
  at(field: string): string {
    return this.fields[field] ?? ''
  }

  /** The first fault at a field or at anything inside it. */
  within(field: string): string {
    const at = Object.keys(this.fields).find((f) => f === field || f.startsWith(`${field}.`))
    return at ? this.at(at) : ''
  }

  get forbidden(): boolean {
    return this.status === 403 || this.status === 404
  }
}

export function faultOf(problem: Partial<Problem> | undefined, status: number, otherwise: string): Fault {
  const fields: Record<string, string> = {}
  for (const one of problem?.errors ?? []) {
    if (one.field) fields[fieldName(one.field)] ??= one.detail
  }
  if (problem?.field && problem.detail) fields[fieldName(problem.field)] ??= problem.detail
  return new Fault(status, problem?.code ?? 'internal', problem?.detail ?? otherwise, fields)
}

// The schema check names a field by its whole path, the domain by its name.
function fieldName(path: string): string {
  return path.replace(/^body\./, '').replace(/\[(\d+)\]/g, '.$1')
}
