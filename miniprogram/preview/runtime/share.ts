import { sheet } from './chrome'
import { element } from './builtin/base'
import { tell } from './lifecycle'
import { top } from './stack'

export interface Shared {
  title: string
  path: string
}

/** Everything that was shared, for tests. */
export const shares: Shared[] = []

/** Asks whether a file may go to somebody, as WeChat's sheet of friends does. */
export async function shareFile(name: string, path: string): Promise<boolean> {
  const agreed = await sheet('转发 Share', element('p', { textContent: name }))
  if (agreed) shares.push({ title: name, path })
  return agreed
}

/** Asks the page what to share, as the menu and share buttons do. */
export async function share(from: 'menu' | 'button', dataset?: unknown): Promise<void> {
  const entry = top()
  if (!entry) return
  const target = from === 'button' ? { dataset } : undefined
  const given = (tell(entry, 'onShareAppMessage', { from, target }) ?? {}) as Partial<Shared>
  const { title = document.title, path = entry.url } = given
  const text = [element('p', { textContent: title }), element('code', { textContent: path })]
  const agreed = await sheet('转发 Share', ...text)
  if (agreed) shares.push({ title, path })
}
