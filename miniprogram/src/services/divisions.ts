import { get, type Of } from './api'

export type Division = Pick<Of<'CenterView'>, 'id' | 'name' | 'title' | 'level'>

/** The divisions right below one; without one, the city. */
export async function below(parent?: string): Promise<Division[]> {
  const query = parent ? { parent, limit: 200 } : { level: 'city', limit: 1 }
  return (await get('/api/v1/centers', { query })).items ?? []
}

/** Counties are where choosing begins: there is one city. */
export async function counties(): Promise<Division[]> {
  const [city] = await below()
  return city ? below(city.id) : []
}

/** The division that an address names; the longest name wins, since one can be part of another. */
export function named(address: string, among: Division[]): Division | undefined {
  return among.filter(({ name }) => address.includes(name)).sort((a, b) => b.name.length - a.name.length)[0]
}

/** The divisions that an address names, from the county down, as far as it says. */
export async function trailOf(address: string): Promise<Division[]> {
  const trail: Division[] = []
  let among = await counties()
  for (;;) {
    const found = named(address, among)
    if (!found) return trail
    trail.push(found)
    if (found.level === 'village') return trail
    among = await below(found.id)
  }
}
