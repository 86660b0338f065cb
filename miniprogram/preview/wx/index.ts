import type { Wx } from './api'
import { animation } from './animation'
import { device } from './device'
import { files } from './files'
import { media } from './media'
import { network } from './network'
import { open } from './open'
import { queries } from './query'
import { routing } from './routing'
import { storage } from './storage'
import { strict } from './strict'
import { ui } from './ui'

/** The `wx` of an app. What it does not know fails where it is called, and shows. */
export function createWx(): Partial<Wx> {
  const known: Partial<Wx> = {
    ...animation, ...device, ...files, ...media, ...network, ...open, ...queries, ...routing, ...storage, ...ui,
    canIUse: (what) => (what.split('.')[0] ?? '') in known,
  }
  return strict(known)
}
