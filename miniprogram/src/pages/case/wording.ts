import type { Of } from '../../services/api'
import { settings } from '../../stores/settings'
import { day, moment, span } from '../../view/dates'
import { named, t } from '../../view/words'
import { steps } from './steps'

type Case = Of<'CaseView'>

/** Where a case stands on the way that all take. */
const stages = [
  'mini.case.stage_submitted', 'mini.case.stage_queued', 'mini.case.stage_mediating', 'mini.case.stage_ended',
] as const

function stageOf(state: string): number {
  if (['submitted', 'supplement_asked', 'supplied', 'appealed'].includes(state)) return 0
  if (['queued', 'assigned', 'reopened', 'scheduled'].includes(state)) return 1
  return state === 'mediating' ? 2 : 3
}

export interface Shown {
  what: string
  state: string
  number: string
  stage: number
  stages: string[]
  /** Large letters have no room beside each other. */
  tall: boolean
  /** The most urgent thing that the person can do now, and the others. */
  urgent: { event: string; text: string } | null
  others: { event: string; text: string }[]
  lines: { label: string; text: string }[]
  queue: string
  meeting: { id: string; text: string } | null
  phone: string
  timeline: { key: string; at: string; text: string; note: string }[]
  outcome: string[]
  canBook: boolean
  canRate: boolean
  thread: string
  enforcement: string
}

const fen = (amount: number): string => (amount / 100).toFixed(2).replace(/\.00$/, '')

/** A place in the queue in words: how many are before, and how many days it takes as a rule. */
export function queueText(place: Case['queue']): string {
  if (!place?.waiting) return ''
  const before = place.ahead ? t('mini.case.ahead', { n: place.ahead }) : t('mini.case.first')
  return place.known ? `${before} ${t('mini.case.range', { low: place.low, high: place.high })}` : before
}

function outcomeLines(c: Case): string[] {
  const o = c.outcome
  if (!o) return []
  const lines = [o.matter, o.facts, o.terms, o.reason].filter((text): text is string => Boolean(text))
  if (o.amount) lines.push(t('mini.case.amount', { yuan: fen(o.amount) }))
  if (o.perform_by) lines.push(t('mini.case.perform_by', { day: day(o.perform_by) }))
  for (const way of o.onward ?? []) lines.push(named('onward', way))
  if (c.state === 'settled' && !o.signed) lines.push(t('mini.case.unsigned'))
  return lines
}

/** Words a case for its party. */
export function shown(c: Case): Shown {
  const actions = c.actions ?? []
  const offered = steps.filter((step) => actions.includes(step.event))
    .map((step) => ({ event: step.event, text: t(step.title) }))
  const pressing = ['supply', 'take_stand', 'sign', 'appeal']
  const urgent = offered.find((one) => pressing.includes(one.event)) ?? null
  const lines = [
    { label: t('mini.case.filed'), text: moment(c.filed) },
    { label: t('mini.case.center'), text: c.center_title },
    ...(c.mediator_name ? [{ label: t('mini.case.mediator'), text: c.mediator_name }] : []),
    ...(c.due ? [{ label: t('mini.case.due'), text: day(c.due.at) }] : []),
    ...(c.parties ?? []).map((p) => ({ label: named('side', p.side), text: p.you ? t('mini.case.you', { name: p.name }) : p.name })),
  ]
  return {
    what: named('type', c.type), state: named('state', c.state), number: c.number || t('mini.cases.no_number'),
    stage: stageOf(c.state),
    stages: stages.map((key) => t(key)), tall: settings.elder,
    urgent, others: offered.filter((one) => one !== urgent), lines,
    queue: queueText(c.queue),
    meeting: c.appointment ? { id: c.appointment.id, text: span(c.appointment.start, c.appointment.end) } : null,
    phone: c.center_phone,
    timeline: [...(c.timeline ?? [])].reverse().map((e) => ({
      key: String(e.seq), at: moment(e.at), text: named('event', e.event), note: e.note ?? '',
    })),
    outcome: outcomeLines(c),
    canBook: ['assigned', 'queued', 'reopened', 'mediating'].includes(c.state) && !c.appointment && Boolean(c.mediator),
    canRate: actions.includes('rate') || (!c.rated && ['closed', 'settled', 'failed', 'terminated'].includes(c.state)),
    thread: (c.threads ?? [])[0] ?? '',
    enforcement: c.enforcement?.text ?? '',
  }
}
