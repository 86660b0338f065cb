import { answer, api, type Schemas } from '../../api/client'
import type { Key } from '../../i18n/texts'

export type Center = Schemas['CenterView']
export interface Row { center: Center, states: Record<string, number>, own: boolean }

/** The figures that are made of the counts by state, each with what it counts. */
export interface Figure { id: string, text: Key, means: Key, states: readonly string[] }

export const figures: readonly Figure[] = [
  { id: 'desk', text: 'console.figures.desk', means: 'console.figures.desk_means', states: ['submitted', 'supplied', 'appealed', 'supplement_asked'] },
  { id: 'waiting', text: 'console.figures.waiting', means: 'console.figures.waiting_means', states: ['queued', 'reopened'] },
  { id: 'running', text: 'console.figures.running', means: 'console.figures.running_means', states: ['assigned', 'scheduled', 'mediating'] },
  { id: 'settled', text: 'console.figures.settled', means: 'console.figures.settled_means', states: ['settled'] },
  { id: 'failed', text: 'console.figures.failed', means: 'console.figures.failed_means', states: ['failed', 'terminated'] },
  { id: 'closed', text: 'console.figures.closed', means: 'console.figures.closed_means', states: ['closed'] },
  { id: 'away', text: 'console.figures.away', means: 'console.figures.away_means', states: ['declined', 'transferred', 'withdrawn', 'merged'] },
]

export function sum(states: Record<string, number>, of: readonly string[]): number {
  return of.reduce((n, state) => n + (states[state] ?? 0), 0)
}

/** The states that a figure is made of and that have cases: what its number leads to. */
export function behind(figure: Figure, states: Record<string, number>): string[] {
  return figure.states.filter((s) => (states[s] ?? 0) > 0)
}

async function countsOf(center: Center, own: boolean): Promise<Row> {
  const { states } = await answer(api.GET('/api/v1/counts', { params: { query: { center: center.id } } }))
  return { center, states, own }
}

/** The counts of a center and of each center right below it. */
export async function readFigures(id: string): Promise<Row[]> {
  const [own, below] = await Promise.all([
    answer(api.GET('/api/v1/centers/{id}', { params: { path: { id } } })),
    answer(api.GET('/api/v1/centers', { params: { query: { parent: id, limit: 200 } } })),
  ])
  // One whose work another center does has no cases of its own.
  const children = (below.items ?? []).filter((c) => c.works_as === c.id)
  return Promise.all([countsOf(own, true), ...children.map((c) => countsOf(c, false))])
}
