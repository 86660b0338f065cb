import type { Of } from '../services/api'
import { moment } from './dates'
import { named, t } from './words'

type Item = Of<'CaseItem'>

/** A case as one line of a list. */
export interface CaseLine {
  id: string
  what: string
  where: string
  number: string
  next: string
  light: string
}

/** Words a case for a list: what it is about, where it stands, what comes next. */
export function lineOf(c: Item): CaseLine {
  return {
    id: c.id,
    what: named('type', c.type),
    where: named('state', c.state),
    number: c.number || t('mini.cases.no_number'),
    next: c.appointment ? t('mini.cases.meet', { at: moment(c.appointment.start) }) : '',
    light: c.due?.light ?? '',
  }
}
