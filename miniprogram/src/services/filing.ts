import { draft, type Attached, type Draft, type Person } from '../stores/draft'
import { settings } from '../stores/settings'
import { t } from '../view/words'
import { post, type Of } from './api'
import { Fault } from './fault'
import { upload } from './upload'

type Filing = Of<'DisputeFiling'>

/** Yuan as typed in fen; NaN when it is no amount. */
export function fenOf(typed: string): number {
  const text = typed.replace(/[,，\s元]/g, '')
  if (text === '') return 0
  return /^\d+(\.\d{1,2})?$/.test(text) ? Math.round(Number(text) * 100) : Number.NaN
}

/** Relatives who act by word; all others show a paper. */
export const byWord = ['spouse', 'parent', 'child', 'guardian']

const personOf = ({ name, phone, number, address, organisation }: Person): Of<'DisputePerson'> => ({
  name: name.trim(),
  ...(phone ? { phone: phone.trim() } : {}),
  ...(number ? { number: number.trim() } : {}),
  ...(address ? { address: address.trim() } : {}),
  ...(organisation ? { organisation } : {}),
})

const needsPaper = (d: Draft): boolean => d.proxy && !byWord.includes(d.representative.relation)

/** All files of a draft that go along. */
const filesOf = (d: Draft): Attached[] => [...d.files, ...(needsPaper(d) && d.authority ? [d.authority] : [])]

/** What is sent for a draft. The same draft always gives the same: the server knows a repetition by it. */
export function filingOf(d: Draft): Filing {
  const fen = fenOf(d.amount)
  return {
    kind: d.kind, type: d.type, language: d.waiting, division: d.division, what: d.what.trim(), consent: d.consent,
    ...(fen > 0 ? { amount: fen } : {}),
    ...(d.wishes ? { wishes: d.wishes.trim() } : {}),
    ...(d.place ? { place: d.place.trim() } : {}),
    applicant: personOf(d.applicant),
    ...(d.proxy ? {
      representative: {
        ...personOf(d.representative), relation: d.representative.relation,
        ...(needsPaper(d) && d.authority ? { authorisation: d.authority.id } : {}),
      },
    } : {}),
    ...(d.known ? { others: d.others.filter((o) => o.name.trim() || o.phone).map(personOf) } : {}),
    evidence: filesOf(d).map(({ id }) => id),
  }
}

/** Tells how far a file is; the path names it. */
type Progress = (path: string, percent: number) => void

const marked = (path: string, part: Partial<Attached>): void => {
  const d = draft.get()
  const mark = (file: Attached): Attached => (file.path === path ? { ...file, ...part } : file)
  draft.note({ files: d.files.map(mark), authority: d.authority && mark(d.authority) })
}

/** Answers that stay the same however often a file is sent. */
const final = [400, 413, 415, 422]

/** Uploads what is not on the server yet, one after the other: a village's network carries no more. */
export async function sendFiles(progress: Progress = () => undefined): Promise<void> {
  for (const { path, id, refused } of filesOf(draft.get())) {
    if (id || refused) continue
    try {
      marked(path, { id: (await upload(path, (percent) => progress(path, percent))).id })
    } catch (thrown) {
      if (!(thrown instanceof Fault) || !final.includes(thrown.status) && thrown.code !== 'gone') throw thrown
      marked(path, { refused: thrown.detail || t('mini.attach.gone') })
    }
  }
}

async function send(again = true): Promise<Of<'CaseView'>> {
  await sendFiles()
  const refused = filesOf(draft.get()).find((f) => f.refused)?.refused
  // Nothing is left out in silence: the person takes the file away, or another in its place.
  if (refused) throw new Fault('file', refused, 422, 'evidence', [])
  const body = filingOf(draft.get())
  try {
    return await post('/api/v1/cases', { body, key: draft.get().key })
  } catch (thrown) {
    // Uploads are kept for two days only. The files are still on the phone.
    if (!again || !(thrown instanceof Fault) || thrown.code !== 'evidence.unknown') throw thrown
    for (const { path } of filesOf(draft.get())) marked(path, { id: '' })
    return send(false)
  }
}

/** The faults of an answer by the paths of their fields. */
export const faultsOf = (fault: Fault): Record<string, string> => Object.fromEntries(
  [...fault.errors, { field: fault.field, detail: fault.detail }].filter((e) => e.field).map((e) => [e.field, e.detail]))

async function sendOnce(): Promise<Of<'CaseView'>> {
  // Noted before it is sent: should the app end now, it is sent again at the next start.
  draft.note({ waiting: draft.get().waiting || settings.language, faults: {} })
  const sent = draft.get()
  try {
    const filed = await send()
    const now = draft.get()
    // What was typed while it was under way is not thrown away.
    if (now.waiting === sent.waiting && now.key === sent.key) draft.clear()
    return filed
  } catch (thrown) {
    if (thrown instanceof Fault && !thrown.unheard) draft.note({ waiting: '', faults: faultsOf(thrown) })
    throw thrown
  }
}

let running: Promise<Of<'CaseView'>> | undefined

/** Sends the draft. However many ask, it is under way once. Without a network it waits in the draft. */
export function file(): Promise<Of<'CaseView'>> {
  running ??= sendOnce().finally(() => { running = undefined })
  return running
}

/** Whether a filing waits for the network. */
export const waits = (): boolean => draft.get().waiting !== ''

export const sending = (): boolean => running !== undefined
