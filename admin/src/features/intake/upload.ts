import { send, type Schemas } from '../../api/client'
import { faultOf } from '../../api/fault'
import { t } from '../../i18n/texts'

export interface Upload { id: string, name: string, size: number }

/** Sends one file; the server decides by its content what it is. */
export async function upload(file: File): Promise<Upload> {
  const body = new FormData()
  body.append('file', file)
  const response = await send(new Request(new URL('/api/v1/uploads', location.origin), { method: 'POST', body }))
  const reply: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw faultOf(reply as Partial<Schemas['Problem']> | undefined, response.status, t('console.fault.unknown'))
  const { id, size } = reply as Schemas['UploadView']
  return { id, name: file.name, size }
}
