import type { Schemas } from '../../api/client'

export type Room = Schemas['RoomSetupView']
export type Setup = Schemas['RoomSetup']

/** A room's form; a room without an English name of its own has none to type. */
export function setupOf(room?: Room): Setup {
  return {
    name: room?.name ?? '', name_en: room && room.name_en !== room.name ? room.name_en ?? '' : '', capacity: room?.capacity ?? 6,
    equipment: [...(room?.equipment ?? [])], link: room?.link ?? '', open: structuredClone(room?.open ?? weekdays), active: room?.active ?? true,
  }
}

const weekdays = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '12:00' }, { days: [1, 2, 3, 4, 5], from: '14:00', to: '17:30' }]

/** A room without the equipment for it has no address of online sessions. */
export function sent(form: Setup): Setup {
  return { ...form, capacity: Number(form.capacity) || 0, link: form.equipment?.includes('online') ? (form.link ?? '') : '' }
}
