import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'

interface Preview {
  errors: string[]
  set(switches: Record<string, string>): void
}

let browser: Browser
const open: Phone[] = []

/** Uses the one browser, and holds every test to an app without errors. */
export function usePhones(): void {
  beforeAll(async () => { browser = await chromium.connect(inject('browser')) })
  afterEach(async () => {
    for (const phone of open.splice(0)) await phone.close()
  })
  afterAll(() => browser.close())
}

/** One person's phone with the app open. */
export class Phone {
  /** Requests to the API, as "GET /path". */
  readonly asked: string[] = []
  private readonly outside: string[] = []

  private constructor(private readonly context: BrowserContext, readonly page: Page) {
    page.setDefaultTimeout(10_000)
    const base = inject('base')
    page.on('request', (request) => {
      const url = request.url()
      if (url.startsWith(`${base}/api/`)) this.asked.push(`${request.method()} ${new URL(url).pathname}`)
      else if (!/^(data|blob):/.test(url) && !url.startsWith(`${base}/`)) this.outside.push(url)
    })
  }

  /** Opens a page of the app as a person. Switches are those of the preview. */
  static async of(person: string, path = 'pages/home/home', switches: Record<string, string> = {}): Promise<Phone> {
    const context = await browser.newContext({ viewport: { width: 375, height: 760 } })
    const phone = new Phone(context, await context.newPage())
    open.push(phone)
    await phone.go(path, { person, ...switches })
    return phone
  }

  async go(path: string, switches: Record<string, string> = {}): Promise<void> {
    await this.page.goto(`${inject('base')}/preview/?${new URLSearchParams(switches)}#/${path}`)
  }

  /** Changes switches of the preview, as network or theme. */
  async set(switches: Record<string, string>): Promise<void> {
    await this.page.evaluate((s) => (globalThis as unknown as { preview: Preview }).preview.set(s), switches)
  }

  /** The part of the page on top that a test names. */
  at(id: string): Locator {
    return this.page.getByTestId(id).locator('visible=true')
  }

  text(text: string | RegExp): Locator {
    return this.page.getByText(text).locator('visible=true').first()
  }

  async sees(text: string | RegExp): Promise<void> {
    await this.text(text).waitFor()
  }

  async errors(): Promise<string[]> {
    return this.page.evaluate(() => (globalThis as unknown as { preview: Preview }).preview.errors)
  }

  async close(): Promise<void> {
    expect(await this.errors(), 'errors of the app').toEqual([])
    expect(this.outside, 'requests to others').toEqual([])
    await this.context.close()
  }
}
