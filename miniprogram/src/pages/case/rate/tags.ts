import type { Key } from '../../../texts'

/** What a rating can praise or blame (the server's `rating_tags`). */
export const tags: Record<string, Key> = {
  fair: 'mini.rate.fair', patient: 'mini.rate.patient', quick: 'mini.rate.quick', clear: 'mini.rate.clear',
  slow: 'mini.rate.slow', partial: 'mini.rate.partial', unclear: 'mini.rate.unclear',
}
