import { answer, api } from '../../api/client'
import { daysLater, moment } from '../../i18n/calendar'
import type { Visit } from '../booking/visits'
import { readBlocks } from '../schedule/day'
import type { Block } from '../schedule/lanes'

export interface Week { visits: Visit[], blocks: Block[] }

/** All of a mediator's appointments of a week, and what takes them out of the calendar then. */
export async function readWeek(account: string, monday: string): Promise<Week> {
  const query = { from: moment(monday), to: moment(daysLater(monday, 7)) }
  const [visits, blocks] = await Promise.all([readVisits(query), readBlocks('mediator', account, query.from, query.to)])
  return { visits: visits.sort((a, b) => a.start.localeCompare(b.start)), blocks }
}

async function readVisits(query: { from: string, to: string }): Promise<Visit[]> {
  const all: Visit[] = []
  for (let after: string | undefined; ;) {
    const page = await answer(api.GET('/api/v1/mediator/appointments', { params: { query: { ...query, limit: 200, ...(after ? { after } : {}) } } }))
    all.push(...(page.items ?? []))
    if (!page.next) return all
    after = page.next
  }
}
