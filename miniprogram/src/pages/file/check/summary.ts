import type { Draft, Person } from '../../../stores/draft'
import { kindWord, matterWord, relationWord } from '../../../view/codes'
import { t } from '../../../view/words'
import type { Step } from '../steps'

/** One answer of the filing, with the step that asked for it. */
export interface Part { id: string; step: Step; name: string; text: string }

const person = ({ name, phone, number, address }: Person): string =>
  [name, phone, number, address].map((one) => one.trim()).filter(Boolean).join(' · ')

/** Everything that will be sent, in words. */
export function summary(d: Draft): Part[] {
  const none = t('mini.check.none')
  const others = d.known ? d.others.map(person).filter(Boolean).join('；') : ''
  const all: (Part | false)[] = [
    { id: 'type', step: 'about', name: t('mini.about.type'), text: d.type ? `${matterWord(d.type)} · ${kindWord(d.kind)}` : none },
    { id: 'what', step: 'story', name: t('mini.story.what'), text: d.what.trim() || none },
    { id: 'files', step: 'story', name: t('mini.story.evidence'), text: d.files.length ? t('mini.check.files', { count: d.files.length }) : none },
    { id: 'wishes', step: 'story', name: t('mini.story.wishes'), text: d.wishes.trim() || none },
    d.amount.trim() !== '' && { id: 'amount', step: 'story', name: t('mini.story.amount'), text: d.amount.trim() },
    { id: 'place', step: 'place', name: t('mini.place.where'), text: [d.division_names.join(' '), d.place.trim()].filter(Boolean).join(' · ') || none },
    { id: 'applicant', step: 'who', name: t('mini.check.applicant'), text: person(d.applicant) || none },
    d.proxy && {
      id: 'representative', step: 'who', name: t('mini.check.representative'),
      text: [person(d.representative), d.representative.relation && relationWord(d.representative.relation)].filter(Boolean).join(' · ') || none,
    },
    { id: 'others', step: 'who', name: t('mini.who.side'), text: others || t('mini.who.unknown') },
  ]
  return all.filter((part): part is Part => part !== false)
}
