import { onSwitch, switches } from './switches'

const sheets: { path: string; css: string; style: HTMLStyleElement; page: boolean }[] = []

function fill(): void {
  // A media query cannot be told which theme the phone has, so it is decided here.
  const dark = switches().theme === 'dark'
  for (const { css, style } of sheets) {
    style.textContent = css.replace(/\(\s*prefers-color-scheme:\s*(dark|light)\s*\)/g, (_, theme) =>
      (theme === 'dark') === dark ? '(min-width: 0)' : '(max-width: 0)',
    )
  }
}

export function addStyle(path: string, css: string, page: boolean): void {
  const style = document.createElement('style')
  style.dataset['path'] = path
  document.head.append(style)
  sheets.push({ path, css, style, page })
}

export function startStyles(): void {
  fill()
  onSwitch((now, before) => {
    if (now.theme !== before.theme) fill()
  })
}

/** The styles of a page are for that page only; pages may share class names. */
export function showStyles(route: string): void {
  for (const { path, style, page } of sheets) {
    if (page && style.sheet) style.sheet.disabled = path !== route
  }
}
