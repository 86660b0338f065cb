import type { Schemas } from '../../api/client'
import { count, money } from '../../i18n/format'
import { listed } from '../../i18n/places'
import { named, t, type Key } from '../../i18n/texts'
import { kindWord, riskWord } from '../../i18n/words'
import { fen } from '../intake/filing'

export type Rule = Schemas['RulesRule']

const levels: Record<string, Key> = {
  lowest: 'console.level.lowest', desk: 'console.level.desk', township: 'console.level.township', county: 'console.level.county', city: 'console.level.city',
}
const offices: Record<string, Key> = {
  police: 'console.office.police', court: 'console.office.court', procuratorate: 'console.office.procuratorate', justice: 'console.office.justice',
  petition: 'console.office.petition', legal_service: 'console.office.legal_service', human_resources: 'console.office.human_resources',
  civil_affairs: 'console.office.civil_affairs', housing: 'console.office.housing', natural_resources: 'console.office.natural_resources',
  agriculture: 'console.office.agriculture', market: 'console.office.market', women: 'console.office.women', union: 'console.office.union',
  health: 'console.office.health', education: 'console.office.education', ecology: 'console.office.ecology', transport: 'console.office.transport',
  urban: 'console.office.urban',
}
export const levelCodes = Object.keys(levels)

export function levelWord(code: string): string {
  const key = levels[code]
  return key ? t(key) : code
}

export function officeWord(code: string): string {
  const key = offices[code]
  return key ? t(key) : code
}

/** The list with one rule moved by one place; the same list at its ends. */
export function moved(rules: Rule[], from: number, by: -1 | 1): Rule[] {
  const to = from + by
  const rule = rules[from]
  if (!rule || to < 0 || to >= rules.length) return rules
  const all = rules.filter((_, n) => n !== from)
  all.splice(to, 0, rule)
  return all
}

/** The conditions of a rule in words; none holds for everything. */
export function whenLine(rule: Rule): string {
  const w = rule.when
  const parts = [
    listed(w.kinds, kindWord), listed(w.types, (c) => named('type', c)), listed(w.risks, riskWord), listed(w.channels, (c) => named('channel', c)),
    w.divisions?.length ? t('console.rules.within', { codes: w.divisions.join(t('list.comma')) }) : '',
    w.amount ? t('console.rules.amount_from', { amount: money(w.amount) }) : '',
    w.others ? t('console.rules.others_from', { n: count(w.others) }) : '',
  ]
  return parts.filter(Boolean).join(' · ') || t('console.rules.everything')
}

export interface RuleForm {
  id: string
  kinds: string[]
  types: string[]
  risks: string[]
  channels: string[]
  divisions: string
  yuan: string
  others: string
  where: 'none' | 'level' | 'center'
  level: string
  center: string
  office: string
  chinese: string
  english: string
}

export function formOf(rule: Rule): RuleForm {
  const { when: w } = rule
  return {
    id: rule.id, kinds: [...(w.kinds ?? [])], types: [...(w.types ?? [])], risks: [...(w.risks ?? [])], channels: [...(w.channels ?? [])],
    divisions: (w.divisions ?? []).join(' '), yuan: w.amount ? String(w.amount / 100) : '', others: w.others ? String(w.others) : '',
    where: rule.center ? 'center' : rule.level ? 'level' : 'none', level: rule.level ?? 'desk', center: rule.center ?? '', office: rule.office ?? '',
    chinese: rule.why['zh-CN'] ?? '', english: rule.why.en ?? '',
  }
}

/** A rule as the API takes it: what holds for everything is left out. */
export function ruleOf(form: RuleForm): Rule {
  const list = (codes: string[]) => (codes.length ? codes : undefined)
  const when = {
    kinds: list(form.kinds), types: list(form.types), risks: list(form.risks), channels: list(form.channels),
    divisions: list(form.divisions.split(/[\s,，]+/).filter(Boolean)),
    amount: fen(form.yuan) === 0 ? undefined : (fen(form.yuan) ?? -1), // the server says what is wrong with it
    others: Number(form.others) || undefined,
  }
  const rule = {
    id: form.id.trim(), level: form.where === 'level' ? form.level : undefined, center: form.where === 'center' ? form.center || undefined : undefined,
    office: form.office || undefined, when: filled(when), why: filled({ 'zh-CN': form.chinese.trim() || undefined, 'en': form.english.trim() || undefined }),
  }
  return filled(rule) as Rule
}

function filled<T extends object>(from: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(from).filter(([, v]) => v !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

export function emptyRule(rules: Rule[]): Rule {
  let n = rules.length + 1
  while (rules.some((r) => r.id === `rule-${n}`)) n++
  return { id: `rule-${n}`, when: {}, level: 'desk', why: {} }
}
