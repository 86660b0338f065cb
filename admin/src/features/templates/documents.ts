import { send, type Schemas } from '../../api/client'
import { faultOf } from '../../api/fault'
import { t, type Key } from '../../i18n/texts'

const titles: Record<string, Key> = {
  cover: 'console.paper.cover', index: 'console.paper.index', application: 'console.paper.application', register: 'console.paper.register',
  rights_notice: 'console.paper.rights_notice', inquiry_record: 'console.paper.inquiry_record', mediation_record: 'console.paper.mediation_record',
  agreement: 'console.paper.agreement', oral_agreement: 'console.paper.oral_agreement', termination_notice: 'console.paper.termination_notice',
  decline_notice: 'console.paper.decline_notice', confirmation_application: 'console.paper.confirmation_application',
  follow_up_record: 'console.paper.follow_up_record',
}

/** Kinds in the order of the case file; the API knows no others. */
export const kinds = Object.keys(titles)

export function paperWord(kind: string): string {
  const key = titles[kind]
  return key ? t(key) : kind
}

export function templatePath(center: string, kind: string): string {
  return `/api/v1/centers/${encodeURIComponent(center)}/templates/${encodeURIComponent(kind)}`
}

/** Puts a Word file into force as a center's template; what is wrong in it is thrown as a Fault. */
export async function sendTemplate(center: string, kind: string, file: File): Promise<true> {
  const body = new FormData()
  body.append('file', file)
  const response = await send(new Request(new URL(templatePath(center, kind), location.origin), { method: 'POST', body }))
  if (response.ok) return true
  const problem = (await response.json().catch(() => undefined)) as Partial<Schemas['Problem']> | undefined
  throw faultOf(problem, response.status, t('console.fault.unknown'))
}
