import { builtins } from './tags.mjs'

/**
 * @typedef {{ path: string, page: boolean, scope: string, config: Record<string, any> }} Unit
 *   a page or a component
 * @typedef {{ settings: Record<string, any>, pages: string[], units: Unit[] }} App
 * @typedef {import('./files.mjs').Files} Files
 * @typedef {import('./problems.mjs').Problems} Problems
 */

/**
 * Reads the settings and finds every page and component. Components come before
 * what uses them, so that styles of the user win.
 * @param {Files} files @param {Problems} problems @returns {App}
 */
export function readApp(files, problems) {
  const settings = files.json('app.json')
  const subpackages = settings.subPackages ?? settings.subpackages ?? []
  /** @type {string[]} */
  const pages = [
    ...(settings.pages ?? []),
    ...subpackages.flatMap((/** @type {{ root: string, pages: string[] }} */ p) =>
      p.pages.map((page) => `${p.root.replace(/\/$/, '')}/${page}`),
    ),
  ]
  if (!files.has('app.js') && !files.has('app.ts')) problems.error('app', 'has no .js file')
  if (pages.length === 0) problems.error('app.json', 'lists no pages')
  for (const { pagePath } of settings.tabBar?.list ?? []) {
    if (!pages.includes(pagePath)) problems.error('app.json', `tab bar: no page ${pagePath}`)
  }
  if (settings.tabBar?.custom) problems.error('app.json', 'a custom tab bar is not supported')
  if (settings.themeLocation) settings.theme = files.json(settings.themeLocation)

  /** @type {Map<string, Unit>} */
  const seen = new Map()
  /** @type {Unit[]} */
  const units = []
  /** @param {string} path @param {boolean} page */
  const visit = (path, page) => {
    if (seen.has(path)) return
    const config = files.json(`${path}.json`)
    // Pages share their scope with app.wxss: their classes keep their names.
    const unit = { path, page, scope: page ? '' : `c${seen.size}`, config }
    seen.set(path, unit)
    for (const part of ['.js', '.wxml']) {
      const missing = !files.has(path + part) && !(part === '.js' && files.has(`${path}.ts`))
      if (missing) problems.error(path, `has no ${part} file`)
    }
    config.usingComponents = using(files, problems, unit, settings)
    for (const target of Object.values(config.usingComponents)) visit(target.slice(1), false)
    for (const generic of Object.values(config.componentGenerics ?? {})) {
      if (!generic?.default) continue
      generic.default = `/${files.component(path, generic.default)}`
      visit(generic.default.slice(1), false)
    }
    units.push(unit)
  }
  for (const page of pages) visit(page, true)
  return { settings: { ...settings, pages }, pages, units }
}

/**
 * @param {Files} files @param {Problems} problems @param {Unit} unit
 * @param {Record<string, any>} settings @returns {Record<string, string>}
 */
function using(files, problems, { path, config }, settings) {
  /** @type {Record<string, string>} */
  const found = {}
  const listed = [
    ...Object.entries(settings.usingComponents ?? {}).map((entry) => ['app', ...entry]),
    ...Object.entries(config.usingComponents ?? {}).map((entry) => [path, ...entry]),
  ]
  for (const [from = '', name = '', target = ''] of listed) {
    const component = files.component(from, target)
    if (builtins.has(name)) problems.error(`${path}.json`, `<${name}> is a built-in component`)
    if (component) found[name] = `/${component}`
    else problems.error(`${from}.json`, `no component ${target}`)
  }
  return found
}
