import { createRequire } from 'node:module'
import { posix } from 'node:path'
import { check } from './check.mjs'
import { controls, markup } from './tags.mjs'

// The compiler is a CommonJS package around WebAssembly.
/** @type {typeof import('glass-easel-template-compiler')} */
const { TmplGroup } = createRequire(import.meta.url)('glass-easel-template-compiler')

/**
 * In these scripts, unlike in JavaScript, a constructor is a name: 'Array'. The
 * page gives every value such a property; see runtime/scripts.ts.
 * @param {string} source
 */
const script = (source) => source.replace(/\.constructor\b/g, '.wxsConstructor')

/**
 * Compiles the markup of all units and what it imports to one JavaScript
 * expression: an object of template groups by path.
 * @param {import('./app.mjs').App} app
 * @param {import('./files.mjs').Files} files @param {import('./problems.mjs').Problems} problems
 */
export function compileMarkup(app, files, problems) {
  const group = new TmplGroup()
  const done = new Set()

  /** @param {string} path */
  const addScript = (path) => {
    const file = path.endsWith('.wxs') ? path : `${path}.wxs`
    if (done.has(file)) return
    done.add(file)
    if (!files.has(file)) return problems.error(file, 'no such script')
    const source = files.read(file)
    const code = script(source)
    // Scripts are asked for with and without the ending.
    group.addScript(file, code)
    group.addScript(file.slice(0, -'.wxs'.length), code)
    for (const [, target = ''] of source.matchAll(/\brequire\(\s*['"]([^'"]+)['"]\s*\)/g)) {
      addScript(files.relative(file, target))
    }
  }

  /** @param {string} path @param {Set<string>} tags */
  const addTemplate = (path, tags) => {
    if (done.has(path)) return
    done.add(path)
    const file = `${path}.wxml`
    if (!files.has(file)) return problems.error(file, 'no such template')
    const source = files.read(file)
    for (const found of group.addTmpl(path, source)) {
      const place = `${file}:${found.startLine + 1}:${found.startColumn + 1}`
      // Packages are as they are: what the compiler can leave out is only told.
      if (files.own(path) || found.level === 'Fatal') problems.error(place, found.message)
      else if (found.isError) problems.note(place, found.message)
    }
    for (const name of group.getInlineScriptModuleNames(path)) {
      group.setInlineScript(path, name, script(group.getInlineScript(path, name)))
    }
    if (files.own(path)) check(source, file, tags, problems)
    for (const target of group.getDirectDependencies(path)) addTemplate(posix.normalize(target), tags)
    for (const target of group.getScriptDependencies(path)) addScript(posix.normalize(target))
  }

  for (const { path, config } of app.units) {
    const generics = Object.keys(config.componentGenerics ?? {})
    addTemplate(path, new Set([...Object.keys(config.usingComponents), ...generics]))
  }
  for (const name of controls) {
    group.addTmpl(`wx/${name}`, /** @type {Record<string, string>} */ (markup)[name] ?? '<slot/>')
  }
  return group.getTmplGenObjectGroups()
}
