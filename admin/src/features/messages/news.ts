import { answer, api, type Schemas } from '../../api/client'

export interface News { id: string, center: string }

const events = ['message', 'message_held']

/** The unread notices of new messages of one case among those of an inbox. */
export function newsOf(items: Schemas['Message'][] | null, caseId: string, center: string): News[] {
  return (items ?? []).filter((m) => m.case === caseId && !m.read && events.includes(m.event)).map((m) => ({ id: m.id, center }))
}

/** Looks into one's own inbox and, for who keeps it, the center's. Without an answer nothing is new. */
export async function readNews(caseId: string, center: string): Promise<News[]> {
  const inboxes = center ? ['', center] : ['']
  const found = await Promise.all(inboxes.map(async (of) => {
    const page = await answer(api.GET('/api/v1/me/inbox', { params: { query: { limit: 100, ...(of ? { center: of } : {}) } } })).catch(() => undefined)
    return newsOf(page?.items ?? null, caseId, of)
  }))
  return found.flat()
}

export async function markRead(news: News[]): Promise<void> {
  for (const { id, center } of news) {
    // One that stays unread is shown again: no reason to disturb.
    await answer(api.POST('/api/v1/me/inbox/{id}/read', { params: { path: { id }, query: center ? { center } : {} } })).catch(() => undefined)
  }
}
