/**
 * The tracking token in what a code says: an address `…/t/<token>`, a page of ours with
 * `scene=<token>`, or the bare token of 26 letters and digits (base32 of 128 bits).
 */
export function tokenOf(said: string): string {
  const found = /(?:\/t\/|scene=|token=|^)([a-z2-7]{26})(?![a-z0-9])/i.exec(decodeURIComponent(said.trim()))
  return found?.[1]?.toLowerCase() ?? ''
}
