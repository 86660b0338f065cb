import { inject } from 'vitest'

const base = inject('base')

/** Speaks to the server beside the app: as a member of staff, or as the person of a phone. */
export class Speaker {
  private constructor(private readonly token: string) {}

  static async staff(login: string): Promise<Speaker> {
    const { token } = await send<{ token: string }>('', 'POST', '/sessions/staff', { login, password: inject('passwords')[login] })
    return new Speaker(token)
  }

  /** The person that the preview signs in by the same name. */
  static async person(name: string): Promise<Speaker> {
    const { code } = await send<{ code: string }>('', 'POST', '/simulator/codes', { name })
    const { token } = await send<{ token: string }>('', 'POST', '/sessions/wechat', { code })
    return new Speaker(token)
  }

  /** A case of a new person with a mediator, ready to be booked. */
  static async assigned(name: string, login = 'langxi.mediator1'): Promise<{ id: string; person: Speaker; mediator: Speaker }> {
    const person = await Speaker.person(name)
    const officer = await Speaker.staff('langxi.moderator')
    const id = await person.file()
    await officer.ask('POST', `/cases/${id}/acceptance`, { center: '341821000000' })
    const mediator = await Speaker.staff(login)
    const { id: account } = await mediator.ask('GET', '/me')
    await officer.ask('POST', `/cases/${id}/assignment`, { mediator: account })
    return { id, person, mediator }
  }

  ask<T = { id: string; state: string }>(method: string, path: string, body?: unknown): Promise<T> {
    return send(this.token, method, path, body)
  }

  /** Files a matter of the township where the demo has rooms and a mediator. */
  async file(what = '邻居的雨水管冲坏了我家菜地，几次上门都说不通。'): Promise<string> {
    const { privacy } = await this.ask<{ privacy: { version: string } }>('GET', '/reference')
    const { id } = await this.ask('POST', '/cases', {
      kind: 'dispute', type: '02', division: '341821100000', what, wishes: '请他改水管并赔菜钱', consent: privacy.version,
      applicant: { name: '陈菜地', phone: '13956300001' }, others: [{ name: '周水管', phone: '13956300002' }] })
    return id
  }
}

async function send<T>(token: string, method: string, path: string, body?: unknown): Promise<T> {
  const reply = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: {
      'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`)
  return (reply.status === 204 ? undefined : await reply.json()) as T
}
