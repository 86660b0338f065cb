import { glassEasel } from 'glass-easel-miniprogram-adapter'
import { serverAddress } from '../wx/address'
import type { GlassElement } from './types'

/** The address of a picture that a page or a component mentions. */
export function asset(path: string, from?: GlassElement): string {
  if (path === '' || /^(data|blob):/.test(path)) return path
  if (/^https?:|^\/\//.test(path)) return serverAddress(path)
  const owner = from?.ownerShadowRoot?.getHostNode()
  const base = owner instanceof glassEasel.Component ? owner.is : ''
  const at = new URL(path, `http://app/${base}`).pathname
  return `app${at}`
}
