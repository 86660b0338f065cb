import { byWord, fenOf } from '../../services/filing'
import { draft, type Draft } from '../../stores/draft'
import { t } from '../../view/words'

export const steps = ['about', 'story', 'place', 'who', 'check'] as const
export type Step = (typeof steps)[number]

const homes: Record<string, Step> = {
  kind: 'about', type: 'about', what: 'story', wishes: 'story', amount: 'story', evidence: 'story',
  division: 'place', place: 'place', applicant: 'who', representative: 'who', others: 'who',
}

/** The step that asks for a field. */
export const stepOf = (field: string): Step => homes[field.split('.')[0] ?? ''] ?? 'check'

const shortest = 5
/** Room left above a field that is scrolled to. */
const above = 24
const phone = /^(1\d{10}|0\d{2,3}-?\d{7,8})$/

function lacksPerson(d: Draft, at: 'applicant' | 'representative', reachable: boolean): [string, string][] {
  const person = d[at]
  const found: [string, string][] = []
  if (!person.name.trim()) found.push([`${at}.name`, t('mini.step.need_name')])
  if (reachable && !person.phone.trim()) found.push([`${at}.phone`, t('mini.step.need_phone')])
  else if (person.phone && !phone.test(person.phone.trim())) found.push([`${at}.phone`, t('mini.step.wrong_phone')])
  return found
}

const checks: Record<Step, (d: Draft) => [string, string][]> = {
  about: (d) => (d.type ? [] : [['type', t('mini.step.need_type')]]),
  story: (d) => [
    ...(d.what.trim().length < shortest ? [['what', t('mini.step.need_what')] as [string, string]] : []),
    ...(d.files.some((f) => f.refused) ? [['evidence', t('mini.step.refused')] as [string, string]] : []),
    ...(Number.isNaN(fenOf(d.amount)) ? [['amount', t('mini.step.wrong_amount')] as [string, string]] : []),
  ],
  place: (d) => (d.division ? [] : [['division', t('mini.step.need_division')]]),
  who: (d) => [
    ...lacksPerson(d, 'applicant', !d.proxy),
    ...(d.proxy ? lacksPerson(d, 'representative', true) : []),
    ...(d.proxy && !d.representative.relation ? [['representative.relation', t('mini.step.need_relation')] as [string, string]] : []),
    ...(d.proxy && d.representative.relation && !byWord.includes(d.representative.relation) && !d.authority
      ? [['representative.authorisation', t('mini.step.need_authority')] as [string, string]] : []),
    ...(d.known ? d.others : []).flatMap((o, i): [string, string][] =>
      o.name.trim() ? [] : o.phone || d.others.length > 1 ? [[`others.${i}.name`, t('mini.step.need_name')]] : []),
  ],
  check: (d) => (d.consent ? [] : [['consent', t('mini.step.need_consent')]]),
}

/** What a step still lacks, in words, by field. The server has the last word: this only saves the way. */
export const lacking = (step: Step, d: Draft): Record<string, string> => Object.fromEntries(checks[step](d))

/** What the whole filing lacks. */
export const lackingAny = (d: Draft): Record<string, string> => Object.assign({}, ...steps.map((step) => lacking(step, d)))

export const address = (step: Step, change = false): string => `/pages/file/${step}/${step}${change ? '?change=1' : ''}`

/** Goes on after a step, or back to the summary that sent the person here. */
export function onward(from: Step, change: boolean): void {
  const next = steps[steps.indexOf(from) + 1]
  if (change) wx.navigateBack()
  else if (next) wx.navigateTo({ url: address(next) })
}

interface Shown { setData(changes: { faults: Record<string, string> }): void }
type Typed = WechatMiniprogram.CustomEvent<{ value: unknown; field?: string }, object, { field?: string }>

/** What every step does when something is typed: it is in the draft at once. */
export const typing = {
  typed(this: Shown, event: Typed) {
    const field = event.detail.field ?? (event.currentTarget.dataset as { field?: string }).field ?? ''
    const complained = field in draft.get().faults
    draft.type(field, event.detail.value)
    if (complained) this.setData({ faults: draft.get().faults })
  },
}

/** Checks a step; shows what it lacks, and tells whether one may go on. */
export function complete(step: Step, page: Shown): boolean {
  const d = draft.get()
  const others = Object.entries(d.faults).filter(([field]) => stepOf(field) !== step)
  const found = lacking(step, d)
  const faults = { ...Object.fromEntries(others), ...found }
  draft.note({ faults })
  page.setData({ faults })
  const [first] = Object.keys(found)
  if (first) {
    wx.pageScrollTo({ selector: `#at-${first.split('.')[0] ?? ''}`, offsetTop: -above, fail: () => undefined })
  }
  return !first
}
