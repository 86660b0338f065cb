import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    base: string
    /** Passwords of the demo accounts by login. */
    passwords: Record<string, string>
    /** Where the one browser listens. */
    browser: string
  }
}

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']
const root = join(import.meta.dirname, '..')

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => probe.once('listening', done))
  const { port } = probe.address() as AddressInfo
  await new Promise((done) => probe.close(done))
  return port
}

/** Waits until the program says that its demo cases are there. */
function ready(program: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let said = ''
    const hear = (piece: Buffer) => {
      said += piece.toString()
      if (said.includes('demo cases are loaded')) done()
    }
    program.stdout?.on('data', hear)
    program.stderr?.on('data', hear)
    program.once('exit', (code) => fail(new Error(`the server ended with ${code}:\n${said}`)))
  })
}

/** Builds the program, and runs it for all the tests with the built app at /preview/. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(join(root, 'dist-preview', 'index.html'))) throw new Error('the preview is not built')
  const folder = mkdtempSync(join(tmpdir(), 'yanhe-mini-'))
  const binary = join(folder, 'yanhe')
  execFileSync('go', ['build', '-ldflags=-s -w', '-o', binary, './backend/cmd/yanhe'], { cwd: join(root, '..'), stdio: 'inherit' })
  const port = await freePort()
  const program = spawn(binary, ['serve'], { env: {
    ...process.env, YANHE_DATA_DIR: join(folder, 'data'), YANHE_ADDR: `127.0.0.1:${port}`,
    YANHE_PREVIEW: join(root, 'dist-preview'), YANHE_RATE_LIMIT_FACTOR: '100' } })
  await ready(program)
  const seed = readFileSync(join(root, '../backend/seed/data/seed.yaml'), 'utf8')
  const passwords = Object.fromEntries([...seed.matchAll(/login: (\S+), .*?password: (yanhe-demo-\d+)/g)].map((m) => [m[1], m[2]]))
  project.provide('base', `http://127.0.0.1:${port}`)
  project.provide('passwords', passwords as Record<string, string>)
  const browser = await chromium.launchServer({ executablePath: '/usr/bin/chromium', args: flags })
  project.provide('browser', browser.wsEndpoint())
  return async () => {
    await browser.close()
    program.removeAllListeners('exit')
    const gone = new Promise((done) => program.once('exit', done))
    program.kill('SIGTERM')
    await gone
    rmSync(folder, { recursive: true, force: true })
  }
}
