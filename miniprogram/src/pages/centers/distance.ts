/** The way between two places on the globe in metres, by the haversine formula. */
export function metres(a: { lat: number; lng: number }, b: { lat: number; lng: number }): number {
  const rad = (degrees: number): number => (degrees * Math.PI) / 180
  const lat = rad(b.lat - a.lat)
  const lng = rad(b.lng - a.lng)
  const h = Math.sin(lat / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(lng / 2) ** 2
  return 2 * 6_371_000 * Math.asin(Math.sqrt(h))
}
