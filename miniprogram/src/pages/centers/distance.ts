import type { Of } from '../../services/api'

export interface Place { lat: number; lng: number }

/** A center as a line of a list. */
export interface Line { id: string; title: string; address: string; phone: string; far: string }

/** The way between two places on the globe in metres, by the haversine formula. */
export function metres(a: Place, b: Place): number {
  const rad = (degrees: number): number => (degrees * Math.PI) / 180
  const lat = rad(b.lat - a.lat)
  const lng = rad(b.lng - a.lng)
  const h = Math.sin(lat / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(lng / 2) ** 2
  return 2 * 6_371_000 * Math.asin(Math.sqrt(h))
}

const worded = (n: number): string => (n < 1000 ? `${Math.round(n)} m` : `${(n / 1000).toFixed(1)} km`)

/** Lines of centers; those whose place is known come first, the nearest before the others. */
export function linesOf(centers: Of<'CenterView'>[], here: Place | undefined, sorted = true): Line[] {
  const far = (c: Of<'CenterView'>): number => (here && c.lat && c.lng ? metres(here, { lat: c.lat, lng: c.lng }) : Number.POSITIVE_INFINITY)
  const order = sorted ? [...centers].sort((a, b) => (far(a) === far(b) ? 0 : far(a) - far(b))) : centers
  return order.map((c) => ({
    id: c.id, title: c.title, address: c.address ?? '', phone: c.phone ?? '', far: Number.isFinite(far(c)) ? worded(far(c)) : '',
  }))
}
