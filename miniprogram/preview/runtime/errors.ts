import { glassEasel } from 'glass-easel-miniprogram-adapter'

/** What went wrong and what the preview only pretends; shown and for tests. */
export const errors: string[] = []
export const notes: string[] = []

export function report(error: unknown, where = ''): void {
  const text = error instanceof Error ? error.message : String(error)
  errors.push(where ? `${where}: ${text}` : text)
  console.error(error, where)
  const panel = document.getElementById('errors')
  if (!panel) return
  panel.hidden = false
  panel.textContent = errors.join('\n')
}

/** Tells where the preview differs from WeChat; once for each text. */
export function note(text: string): void {
  if (notes.includes(text)) return
  notes.push(text)
  console.info(`preview: ${text}`)
}

/** Makes every failure visible, wherever it happens. */
export function watch(): void {
  glassEasel.addGlobalErrorListener((error, method, component) => {
    const place = typeof component === 'string' ? component : component?.is
    report(error, [place, method].filter(Boolean).join(' '))
    return false
  })
  glassEasel.addGlobalWarningListener((message, component) => {
    const place = typeof component === 'string' ? component : component.is
    if (place !== '' && !place.includes('miniprogram_npm/')) note(`${place}: ${message}`)
    return false
  })
  window.addEventListener('error', (event) => report(event.error ?? event.message))
  window.addEventListener('unhandledrejection', ({ reason }: { reason: unknown }) => {
    const text = (reason as { errMsg?: string } | undefined)?.errMsg
    report(text ?? reason, 'unhandled rejection')
  })
}
