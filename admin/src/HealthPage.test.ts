import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import HealthPage from './HealthPage.vue'
import { askHealth } from './health'
import { languages, translator } from './texts'

afterEach(() => vi.unstubAllGlobals())

test('the page speaks every language and shows the health of the service', async () => {
  const fetcher = vi.fn(async () => new Response('', { status: 200 }))
  vi.stubGlobal('fetch', fetcher)
  const page = mount(HealthPage)
  for (const language of languages) {
    const section = page.get(`section[lang="${language}"]`)
    expect(section.get('h1').text()).toBe(translator(language)('console.title'))
    expect(section.get('[role=status]').text()).toBe(translator(language)('console.health.asking'))
  }
  await flushPromises()
  expect(fetcher).toHaveBeenCalledWith('/healthz')
  expect(page.get('section[lang=en] [role=status]').text()).toBe('The service is running.')
  expect(page.get('section[lang=zh-CN] [role=status]').text()).toBe('服务运行正常。')
})

test.each([
  [async () => new Response('', { status: 503 }), 'console.health.unwell'],
  [async () => Promise.reject(new TypeError('no network')), 'console.health.away'],
])('a service that is not well is not called well', async (fetcher, text) => {
  expect(await askHealth(fetcher)).toBe(text)
})
