import { answer, api, type Schemas } from '../../api/client'
import { daysLater, moment } from '../../i18n/calendar'
import type { Block, Visit } from './lanes'

export type Room = Schemas['RoomView']
export interface RoomDay { room: Room, visits: Visit[], blocks: Block[] }

/** More appointments than this no room has in a day. */
const limit = 200

/** The rooms of a center with what stands in them on a day. Who may not keep calendars sees no blocks. */
export async function readDay(center: string, day: string, withBlocks: boolean): Promise<RoomDay[]> {
  const query = { from: moment(day), to: moment(daysLater(day, 1)) }
  const rooms = (await answer(api.GET('/api/v1/centers/{id}/rooms', { params: { path: { id: center } } }))).items ?? []
  return Promise.all(rooms.map(async (room) => {
    const [visits, blocks] = await Promise.all([
      answer(api.GET('/api/v1/rooms/{id}/appointments', { params: { path: { id: room.id }, query: { ...query, limit } } })),
      withBlocks ? readBlocks('room', room.id, query.from, query.to) : [],
    ])
    return { room, visits: visits.items ?? [], blocks }
  }))
}

export type Kind = 'room' | 'mediator'

export async function readBlocks(kind: Kind, owner: string, from: string, to: string): Promise<Block[]> {
  const asked = answer(api.GET('/api/v1/calendars/{kind}/{owner}/blocks', { params: { path: { kind, owner }, query: { from, to } } }))
  return (await asked).items ?? []
}
