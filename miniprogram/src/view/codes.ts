import type { Key } from '../texts'
import { t } from './words'

// Codes without a family in the catalog: every key is written out, so that the
// catalog's test sees that it is used.
const tags: Record<string, Key> = {
  fair: 'mini.rate.fair', patient: 'mini.rate.patient', quick: 'mini.rate.quick', clear: 'mini.rate.clear',
  slow: 'mini.rate.slow', partial: 'mini.rate.partial', unclear: 'mini.rate.unclear',
}
const kinds: Record<string, Key> = {
  dispute: 'mini.kind.dispute', petition: 'mini.kind.petition', complaint: 'mini.kind.complaint', inquiry: 'mini.kind.inquiry',
}
const relations: Record<string, Key> = {
  spouse: 'mini.relation.spouse', parent: 'mini.relation.parent', child: 'mini.relation.child',
  guardian: 'mini.relation.guardian', relative: 'mini.relation.relative', colleague: 'mini.relation.colleague',
  committee: 'mini.relation.committee', lawyer: 'mini.relation.lawyer', other: 'mini.relation.other',
}
/** Types of disputes as people say them. */
const matters: Record<string, Key> = {
  '01': 'mini.matter.family', '02': 'mini.matter.neighbour', '03': 'mini.matter.house', '04': 'mini.matter.contract',
  '05': 'mini.matter.business', '06': 'mini.matter.damage', '07': 'mini.matter.land', '08': 'mini.matter.clearance',
  '09': 'mini.matter.pollution', '10': 'mini.matter.labour', '11': 'mini.matter.travel', '12': 'mini.matter.shopping',
  '13': 'mini.matter.medical', '14': 'mini.matter.traffic', '15': 'mini.matter.estate', '16': 'mini.matter.ideas',
  '17': 'mini.matter.internet', '99': 'mini.matter.else',
}
/** Why somebody or something is not there. */
const blocks: Record<string, Key> = {
  leave: 'mini.block.leave', sick: 'mini.block.sick', training: 'mini.block.training', meeting: 'mini.block.meeting',
  outside: 'mini.block.outside', repair: 'mini.block.repair', other: 'mini.block.other', series: 'mini.block.series',
}
/** What a room has. */
const equipment: Record<string, Key> = {
  wheelchair: 'mini.book.wheelchair', video_link: 'mini.book.video_link', child_friendly: 'mini.book.child_friendly', online: 'mini.book.online',
  one_way_mirror: 'mini.room.one_way_mirror', projector: 'mini.room.projector', recording: 'mini.room.recording', sound: 'mini.room.sound',
}

function reader(words: Record<string, Key>) {
  return (code: string): string => {
    const key = words[code]
    return key ? t(key) : code // newer than this app
  }
}

export const tagWord = reader(tags)
export const kindWord = reader(kinds)
export const relationWord = reader(relations)
export const matterWord = reader(matters)
export const blockWord = reader(blocks)
export const equipmentWord = reader(equipment)
