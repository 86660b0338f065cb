/** The addresses of a route: one for each of the values that a part of it can have. */
export function pathsOf(route: string, id: string): { path: string, part: string }[] {
  if (route === '/:rest(.*)') return [{ path: '/no/such/page', part: '' }]
  const choice = /\/:\w+\(([\w|]+)\)\??/.exec(route)
  const plain = (path: string) => path.replace(/\/:\w+\?/g, '').replace(/:\w+/g, id)
  if (!choice) return [{ path: plain(route), part: '' }]
  return (choice[1] ?? '').split('|').map((part) => ({ path: plain(route.replace(choice[0], `/${part}`)), part }))
}
