import type { Schemas } from '../../api/client'
import type { Key } from '../../i18n/texts'

export type Scale = Schemas['RulesScale']

/** What the scale pays for, in yuan a case. */
export const amounts: readonly { key: keyof Scale, text: Key, means?: Key }[] = [
  { key: 'oral', text: 'console.allowance.oral' },
  { key: 'written', text: 'console.allowance.written' },
  { key: 'failed', text: 'console.allowance.failed' },
  { key: 'major', text: 'console.allowance.major', means: 'console.allowance.major_means' },
  { key: 'major_from', text: 'console.allowance.major_from', means: 'console.allowance.major_from_means' },
]
