import { t, type Key } from './texts'

// Codes of the casework; every key is written out, as in words.ts.
const helpers: Record<string, Key> = {
  relative: 'console.helper.relative', neighbour: 'console.helper.neighbour', colleague: 'console.helper.colleague',
  expert: 'console.helper.expert', organisation: 'console.helper.organisation', interpreter: 'console.helper.interpreter',
}
const checks: Record<string, Key> = {
  joint: 'console.check.joint', not_status: 'console.check.not_status', not_title: 'console.check.not_title', lawful: 'console.check.lawful',
}
const court: Record<string, Key> = {
  confirmed: 'console.court.confirmed', rejected: 'console.court.rejected',
  not_accepted: 'console.court.not_accepted', withdrawn: 'console.court.withdrawn',
}
const summons: Record<string, Key> = {
  coming: 'console.summons.coming', later: 'console.summons.later', not_ours: 'console.summons.not_ours',
}
const silence: Record<string, Key> = {
  invite_again: 'console.silent.invite_again', letter: 'console.silent.letter', visit: 'console.silent.visit',
  correct_party: 'console.silent.correct_party', go_on_without: 'console.silent.go_on_without', terminate: 'console.silent.terminate',
}
const bookings: Record<string, Key> = {
  claiming: 'console.booking.claiming', requested: 'console.booking.requested', proposed: 'console.booking.proposed',
  confirmed: 'console.booking.confirmed', declined: 'console.booking.declined', cancelled: 'console.booking.cancelled',
  expired: 'console.booking.expired', done: 'console.booking.done', no_show: 'console.booking.no_show',
}

function reader(words: Record<string, Key>) {
  return (code: string): string => {
    const key = words[code]
    return key ? t(key) : code // newer than this console
  }
}

export const helperWord = reader(helpers)
export const checkWord = reader(checks)
export const courtWord = reader(court)
export const summonsWord = reader(summons)
export const silenceWord = reader(silence)
export const bookingWord = reader(bookings)
