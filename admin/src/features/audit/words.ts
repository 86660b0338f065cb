import { t, type Key } from '../../i18n/texts'

const actions: Record<string, Key> = {
  'account.bind_phone': 'console.audit.bind_phone', 'account.change_password': 'console.audit.change_password',
  'account.create': 'console.audit.create', 'account.disable': 'console.audit.disable',
  'case.document': 'console.audit.document', 'case.erase': 'console.audit.erase', 'case.invite': 'console.audit.invite',
  'case.read': 'console.audit.read', 'case.read_records': 'console.audit.read_records', 'case.reveal': 'console.audit.reveal',
  'case.search': 'console.audit.search', 'evidence.read': 'console.audit.evidence', 'message.read': 'console.audit.message',
  'session.end': 'console.audit.session_end', 'session.end_all': 'console.audit.session_end_all',
  'session.refused': 'console.audit.session_refused', 'session.start': 'console.audit.session_start',
  'template.edit': 'console.audit.template',
}

export function actionWord(code: string): string {
  const key = actions[code]
  return key ? t(key) : code // newer than this console
}
