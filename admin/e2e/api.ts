/** Speaks to the server as somebody else would, beside the browser. */
export class Staff {
  private constructor(private readonly base: string, private readonly token: string) {}

  static async signIn(base: string, login: string, password: string): Promise<Staff> {
    const reply = await fetch(`${base}/api/v1/sessions/staff`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login, password }) })
    if (!reply.ok) throw new Error(`${login} cannot sign in: ${reply.status}`)
    return new Staff(base, ((await reply.json()) as { token: string }).token)
  }

  /** A citizen with the simulator's WeChat; the name makes the person. */
  static async citizen(base: string, name: string): Promise<Staff> {
    const reply = await fetch(`${base}/api/v1/sessions/wechat`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code: `demo-${name}-${crypto.randomUUID().slice(0, 8)}` }) })
    if (!reply.ok) throw new Error(`${name} cannot sign in: ${reply.status}`)
    return new Staff(base, ((await reply.json()) as { token: string }).token)
  }

  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const reply = await fetch(`${this.base}/api/v1${path}`, {
      method,
      headers: { 'authorization': `Bearer ${this.token}`, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`)
    return (reply.status === 204 ? undefined : await reply.json()) as T
  }

  /** Enters a visit at the window; the filing then waits on the desk. */
  async file(name: string, what: string): Promise<string> {
    const { privacy } = await this.ask<{ privacy: { version: string } }>('GET', '/reference')
    const filed = await this.ask<{ id: string }>('POST', '/window/cases', {
      kind: 'dispute', type: '02', channel: 'visit', division: '341821000000', what, wishes: '请求排除妨害', consent: privacy.version,
      applicant: { name, phone: '13800138000' }, others: [{ name: '李四', phone: '13800138001' }] })
    return filed.id
  }
}
