import { answer, api, type Schemas } from '../../api/client'
import { named, t, type Key } from '../../i18n/texts'
import { standWord } from '../../i18n/words'
import { checkWord, courtWord, helperWord, summonsWord } from '../../i18n/work'
import type { Upload } from '../intake/upload'
import type { CaseView } from './decisions'
import { listed, type Choice } from './reference'

/** What the lists of a form are made from. */
export interface Lists {
  view: CaseView
  codes?: Schemas['Reference'] | undefined
  directory?: Schemas['DirectoryView'] | undefined
  experts?: Schemas['ExpertView'][] | undefined
}

export type Values = Record<string, string | string[] | Upload[]>

export interface StepField {
  name: string
  label: Key
  as: 'text' | 'note' | 'choice' | 'checks' | 'files'
  choices?: (lists: Lists) => Choice[]
  required?: boolean
  /** Whether it is asked, as the form now stands. */
  shown?: (form: Values) => boolean
}

/** A step of the casework whose form needs no more than a list of fields. */
export interface Step {
  event: string
  text: Key
  intro?: Key
  aside?: boolean
  /** The server lists an event by its state; some also need something to be there. */
  fits?: (view: CaseView) => boolean
  fields: StepField[]
  send: (id: string, form: Values, key: string) => Promise<CaseView>
}

const word = (form: Values, name: string) => (form[name] as string | undefined)?.trim() ?? ''
const codes = (form: Values, name: string) => (form[name] as string[] | undefined) ?? []
const uploads = (form: Values) => ((form.files as Upload[] | undefined) ?? []).map((f) => f.id)
const at = (id: string, key: string) => ({ path: { id }, header: { 'Idempotency-Key': key } })

/** A party as the forms name it: its side and its masked name. */
export function partyLabel(party: Schemas['PartyView']): string {
  return t('console.party.label', { side: named('side', party.side), name: party.name })
}

export function partyChoices(view: CaseView, fits: (p: Schemas['PartyView']) => boolean = () => true): Choice[] {
  return (view.parties ?? []).filter(fits).map((p) => ({ value: p.id, text: partyLabel(p) }))
}

const party: StepField = { name: 'party', label: 'console.field.party', as: 'choice', required: true, choices: ({ view }) => partyChoices(view) }
const note: StepField = { name: 'note', label: 'console.field.note', as: 'note' }
const departmentName = (lists: Lists, id: string) => lists.directory?.departments?.find((d) => d.id === id)?.name ?? id

export const steps: readonly Step[] = [
  { event: 'fail', text: 'console.step.fail', intro: 'console.step.fail_intro',
    fields: [{ name: 'terms', label: 'console.step.fail_why', as: 'note', required: true },
      { name: 'onward', label: 'console.outcome.onward', as: 'checks', required: true, choices: ({ codes: r }) => listed(r?.onward_ways, (c) => named('onward', c)) }],
    send: (id, form, key) => answer(api.POST('/api/v1/cases/{id}/failure', { params: at(id, key), body: { terms: word(form, 'terms'), onward: codes(form, 'onward') } })) },
  { event: 'ask_confirmation', text: 'console.step.ask_confirmation', fits: (view) => view.outcome?.signed === true, intro: 'console.step.ask_confirmation_intro',
    fields: [{ name: 'court', label: 'console.step.court', as: 'text', required: true }, { name: 'receipt', label: 'console.field.receipt', as: 'text' },
      { name: 'checks', label: 'console.step.checks', as: 'checks', required: true, choices: ({ codes: r }) => listed(r?.confirm_checks, checkWord) }],
    send: (id, form, key) => answer(api.POST('/api/v1/cases/{id}/confirmation-request', { params: at(id, key),
      body: { court: word(form, 'court'), receipt: word(form, 'receipt'), checks: codes(form, 'checks') } })) },
  { event: 'confirmation', text: 'console.step.confirmation', fits: (view) => view.confirmation !== undefined && !view.confirmation.result,
    fields: [{ name: 'result', label: 'console.step.result', as: 'choice', required: true, choices: ({ codes: r }) => listed(r?.confirm_results, courtWord) }, note],
    send: (id, form, key) => answer(api.POST('/api/v1/cases/{id}/confirmation-result', { params: at(id, key),
      body: { result: word(form, 'result') as Schemas['ConfirmedInBody']['result'], note: word(form, 'note') } })) },
  { event: 'supply', text: 'console.step.supply',
    fields: [{ ...note, required: true }, { name: 'files', label: 'console.evidence.title', as: 'files' }],
    send: (id, form, key) => answer(api.POST('/api/v1/cases/{id}/supplement', { params: at(id, key), body: { note: word(form, 'note'), files: uploads(form) } })) },
  { event: 'add_files', text: 'console.step.add_files', aside: true,
    fields: [{ name: 'files', label: 'console.evidence.title', as: 'files' }, note],
    send: (id, form, key) => answer(api.POST('/api/v1/cases/{id}/evidence', { params: at(id, key), body: { note: word(form, 'note'), files: uploads(form) } })) },
  { event: 'take_stand', text: 'console.step.stand', intro: 'console.step.stand_intro', aside: true,
    fields: [party, { name: 'stand', label: 'console.step.stand_is', as: 'choice', required: true,
      choices: () => ['agreed', 'refused', 'no_contact'].map((value) => ({ value, text: standWord(value) })) }, note],
    send: (id, form, key) => answer(api.POST('/api/v1/cases/{id}/stand', { params: at(id, key),
      body: { party: word(form, 'party'), stand: word(form, 'stand') as Schemas['StandInBody']['stand'], note: word(form, 'note') } })) },
  { event: 'statement', text: 'console.step.statement', intro: 'console.step.statement_intro', aside: true,
    fields: [party, { name: 'note', label: 'console.step.words', as: 'note', required: true }],
    send: (id, form, key) => answer(api.POST('/api/v1/cases/{id}/statement', { params: at(id, key), body: { party: word(form, 'party'), note: word(form, 'note') } })) },
  { event: 'choose_mediator', text: 'console.step.choose', intro: 'console.step.choose_intro', aside: true,
    fields: [party, { name: 'mediator', label: 'console.field.mediator', as: 'choice', required: true,
      choices: ({ directory }) => (directory?.mediators ?? []).map((m) => ({ value: m.account, text: m.name })) }],
    send: (id, form, key) => answer(api.POST('/api/v1/cases/{id}/choice', { params: at(id, key), body: { party: word(form, 'party'), mediator: word(form, 'mediator') } })) },
  { event: 'agree_joint', text: 'console.step.joint', intro: 'console.step.joint_intro', aside: true, fields: [party],
    send: (id, form, key) => answer(api.POST('/api/v1/cases/{id}/joint-thread', { params: at(id, key), body: { party: word(form, 'party') } })) },
  { event: 'add_helper', text: 'console.step.helper', intro: 'console.step.helper_intro', aside: true,
    fields: [{ name: 'kind', label: 'console.step.helper_kind', as: 'choice', required: true, choices: ({ codes: r }) => listed(r?.helper_kinds, helperWord) },
      { name: 'expert', label: 'console.step.expert', as: 'choice', shown: (form) => form.kind === 'expert',
        choices: ({ experts }) => (experts ?? []).map((e) => ({ value: e.account, text: e.name })) },
      { name: 'name', label: 'console.field.name', as: 'text', shown: (form) => !form.expert },
      { name: 'consent', label: 'console.step.consent', as: 'checks', required: true, choices: ({ view }) => partyChoices(view, (p) => p.side !== 'representative') }],
    send: (id, form, key) => answer(api.POST('/api/v1/cases/{id}/helpers', { params: at(id, key),
      body: { kind: word(form, 'kind') as Schemas['HelperInBody']['kind'], consent: codes(form, 'consent'),
        ...(form.kind === 'expert' && form.expert ? { expert: word(form, 'expert') } : { name: word(form, 'name') }) } })) },
  { event: 'summon', text: 'console.step.summon', intro: 'console.step.summon_intro', aside: true,
    fields: [{ name: 'department', label: 'console.field.department', as: 'choice', required: true,
      choices: ({ directory }) => (directory?.departments ?? []).filter((d) => d.presence === 'on_call').map((d) => ({ value: d.id, text: d.name })) }, note],
    send: (id, form, key) => answer(api.POST('/api/v1/cases/{id}/summons', { params: at(id, key), body: { department: word(form, 'department'), note: word(form, 'note') } })) },
  { event: 'reply_summons', text: 'console.step.reply_summons', fits: (view) => (view.summons ?? []).some((s) => !s.reply),
    fields: [{ name: 'department', label: 'console.field.department', as: 'choice', required: true,
      choices: (lists) => (lists.view.summons ?? []).filter((s) => !s.reply).map((s) => ({ value: s.department, text: departmentName(lists, s.department) })) },
    { name: 'reply', label: 'console.step.reply', as: 'choice', required: true, choices: ({ codes: r }) => listed(r?.summon_replies, summonsWord) }, note],
    send: (id, form, key) => answer(api.POST('/api/v1/cases/{id}/summons/{department}/reply', {
      params: { path: { id, department: word(form, 'department') }, header: { 'Idempotency-Key': key } },
      body: { reply: word(form, 'reply') as Schemas['ReplyInBody']['reply'], note: word(form, 'note') } })) },
]

export function stepOf(event: string): Step | undefined {
  return steps.find((s) => s.event === event)
}
