import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { compileApp } from '../compile/bundle.mjs'

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** As strict as the one that the server sends with its pages. */
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:"

/** The fixture, built and served under a path of its own, and a browser to open it. */
export class Fixture {
  private constructor(
    private readonly folder: string,
    private readonly server: Server,
    private readonly browser: Browser,
    readonly notes: string[],
  ) {}

  static async start(): Promise<Fixture> {
    const folder = await mkdtemp(join(tmpdir(), 'preview-'))
    const notes = await compileApp(fileURLToPath(new URL('../fixture', import.meta.url)), folder)
    const server = createServer(async ({ url = '' }, response) => {
      const { pathname } = new URL(url, 'http://server')
      if (pathname === '/answer') {
        response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ path: url }))
        return
      }
      const file = join(folder, pathname.replace(/^\/preview\//, '/').replace(/\/$/, '/index.html'))
      const found = await stat(file).then((one) => one.isFile(), () => false)
      if (!found) response.writeHead(404).end()
      else {
        const type = types[extname(file)] ?? 'image/png'
        response.writeHead(200, { 'content-type': type, 'content-security-policy': policy })
        createReadStream(file).pipe(response)
      }
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ],
    })
    return new Fixture(folder, server, browser, notes)
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/preview/`
  }

  /** A page that keeps a list of what it asks for elsewhere. */
  async page(outside: string[]): Promise<Page> {
    const page = await this.browser.newPage({ viewport: { width: 800, height: 900 } })
    page.setDefaultTimeout(10_000)
    page.on('request', (request) => {
      const url = request.url()
      if (!/^(data|blob):/.test(url) && !url.startsWith(new URL('/', this.address).href)) outside.push(url)
    })
    return page
  }

  async stop(): Promise<void> {
    await this.browser.close()
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
    await rm(this.folder, { recursive: true })
  }
}
