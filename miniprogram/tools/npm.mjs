// Puts the npm components that the app uses where WeChat looks for them, with all that
// they need and nothing else: a package may weigh 2 MB in all.
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { maskStyles } from './icons.mjs'

const library = 'tdesign-miniprogram'
const mentions = {
  '.js': /(?:from|import|require)\s*\(?\s*["']([^"']+)["']/g,
  '.wxss': /@import\s*["']([^"']+)["']/g,
  '.wxml': /<(?:import|include|wxs)\s[^>]*src=["']([^"']+)["']/g,
  '.wxs': /require\s*\(\s*["']([^"']+)["']/g,
}

/** All files under a folder. @param {string} folder @returns {Promise<string[]>} */
async function filesOf(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name))
}

/** The components that settings of the app name. @param {string} app */
async function asked(app) {
  const found = new Set()
  for (const file of (await filesOf(app)).filter((f) => f.endsWith('.json') && !f.includes('miniprogram_npm'))) {
    const { usingComponents = {} } = JSON.parse(await readFile(file, 'utf8'))
    for (const path of Object.values(usingComponents)) {
      if (path.startsWith(`${library}/`)) found.add(path.slice(library.length + 1))
    }
  }
  return found
}

/**
 * Copies the components and what they mention. Returns the icons that anything names.
 * @param {string} modules node_modules @param {string} app built app
 */
export async function installComponents(modules, app) {
  const from = join(modules, library, 'miniprogram_dist')
  const to = join(app, 'miniprogram_npm', library)
  const [open, seen] = [[], new Set()]
  const want = (path) => {
    if (!seen.has(path) && existsSync(join(from, path))) {
      seen.add(path)
      open.push(path)
    }
  }
  const component = (path) => ['.json', '.js', '.wxml', '.wxss'].forEach((end) => want(path + end))
  for (const path of await asked(app)) component(path)

  let text = ''
  for (let path = open.pop(); path; path = open.pop()) {
    const content = await readFile(join(from, path), 'utf8')
    text += content
    const end = path.slice(path.lastIndexOf('.'))
    const here = (mention) => mention.startsWith('/') ? mention.slice(1) : posix.join(posix.dirname(path), mention)
    if (end === '.json') {
      const settings = JSON.parse(content)
      const generics = Object.values(settings.componentGenerics ?? {}).map((g) => g.default).filter(Boolean)
      for (const used of [...Object.values(settings.usingComponents ?? {}), ...generics]) component(here(used))
    }
    for (const [, mention] of mentions[end] ? content.matchAll(mentions[end]) : []) {
      if (/^[./]/.test(mention)) ['', '.js', '/index.js'].forEach((more) => want(here(mention) + more))
      else if (end === '.js') await dependency(from, mention.split('/')[0], app)
      else want(here(mention))
    }
  }
  const icons = await iconsOf(app, text)
  for (const path of seen) {
    await mkdir(dirname(join(to, path)), { recursive: true })
    if (path !== 'icon/icon.wxss') await cp(join(from, path), join(to, path))
    else await writeFile(join(to, path), await maskStyles(modules, await readFile(join(from, path), 'utf8'), icons))
  }
  await cp(join(modules, library, 'LICENSE'), join(to, 'LICENSE'))
  return seen.size
}

/** A package that the library brings along. @param {string} from @param {string} name @param {string} app */
async function dependency(from, name, app) {
  const folder = join(from, 'miniprogram_npm', name)
  if (existsSync(folder)) await cp(folder, join(app, 'miniprogram_npm', name), { recursive: true })
}

/** Names in the text that could be icons; what is none is dropped by the styles. */
async function iconsOf(app, library) {
  const own = await Promise.all((await filesOf(app))
    .filter((f) => /\.(wxml|js)$/.test(f) && !f.includes('miniprogram_npm')).map((f) => readFile(f, 'utf8')))
  return new Set(`${library}${own.join('')}`.match(/[a-z][a-z0-9]*(?:-[a-z0-9]+)*/g))
}
