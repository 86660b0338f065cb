import { existsSync, statSync } from 'node:fs'
import { cp, readFile } from 'node:fs/promises'
import { dirname, extname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import esbuild from 'esbuild'
import { readApp } from './app.mjs'
import { Files, packageFolder } from './files.mjs'
import { Problems } from './problems.mjs'
import { compileMarkup } from './wxml.mjs'
import { compileStyle } from './wxss.mjs'

const preview = fileURLToPath(new URL('../', import.meta.url))
const code = ['.js', '.ts', '.wxml', '.wxss', '.wxs', '.json', '.map']

/**
 * Compiles an app folder to a folder of static files. Returns what was left out.
 * @param {string} from @param {string} to
 */
export async function compileApp(from, to) {
  const [files, problems] = [new Files(from), new Problems()]
  const app = readApp(files, problems)
  const groups = compileMarkup(app, files, problems)
  const styles = app.units
    .filter(({ path }) => files.has(`${path}.wxss`))
    .map(({ path, scope }) => [path, compileStyle(`${path}.wxss`, { scope, files, problems })])
  if (files.has('app.wxss')) {
    styles.unshift(['app', compileStyle('app.wxss', { scope: '', files, problems })])
  }
  problems.throwIfAny()

  const modules = ['app', ...app.units.map(({ path }) => path)].map((path) => {
    const file = files.disk(`${path}.js`) ?? files.disk(`${path}.ts`)
    return `${JSON.stringify(path)}: () => require(${JSON.stringify(`app:${file}`)})`
  })
  const parts = { settings: app.settings, units: app.units, styles }
  const entry = `import { start } from './runtime/main'
start({ ...${JSON.stringify(parts)}, groups: () => ${groups}, modules: {${modules.join(',\n')}} })`
  await esbuild.build({
    stdin: { contents: entry, resolveDir: preview, loader: 'js' },
    absWorkingDir: preview,
    bundle: true,
    format: 'iife',
    target: 'es2021',
    define: { global: 'globalThis' },
    outfile: join(to, 'preview.js'),
    logLevel: 'warning',
    // Packages of mini-programs export what nobody imports; that is theirs.
    logOverride: { 'import-is-undefined': 'silent' },
    plugins: [resolver(files.root)],
  })
  await cp(join(preview, 'shell'), to, { recursive: true })
  await cp(files.root, join(to, 'app'), {
    recursive: true,
    filter: (path) => !code.includes(extname(path)) && !path.includes('miniprogram_npm'),
  })
  return problems.notes
}

/** @param {string} base */
const complete = (base) =>
  ['', '.js', '.ts', '/index.js', '/index.ts']
    .map((end) => base + end)
    .find((path) => existsSync(path) && statSync(path).isFile())

/**
 * Finds modules as WeChat does: next to the file, from the root, or in npm as
 * built for mini-programs.
 * @param {string} root @param {string} from @param {string} path
 */
function find(root, from, path) {
  if (path.startsWith('.')) return complete(join(from, path))
  if (path.startsWith('/')) return complete(path.startsWith(root) ? path : join(root, path))
  for (let at = from; ; at = dirname(at)) {
    const found = complete(join(at, 'miniprogram_npm', path))
    if (found) return found
    if (at === dirname(at)) break
  }
  const [, name = path, rest = ''] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(path) ?? []
  const folder = packageFolder(root, name)
  return folder && complete(folder + rest)
}

/**
 * The app's modules live in a namespace of their own: in that of files, the
 * nearest package.json would say that they are no CommonJS.
 * @param {string} root @returns {esbuild.Plugin}
 */
function resolver(root) {
  const namespace = 'app'
  return {
    name: 'wechat-modules',
    setup(build) {
      // Relative paths, because the bundle names its modules in comments.
      /** @param {string} path */
      const named = (path) => ({ path: relative(root, path), namespace })
      build.onResolve({ filter: /^app:/ }, ({ path }) => named(path.slice('app:'.length)))
      build.onResolve({ filter: /./, namespace }, ({ path, importer }) => {
        const found = find(root, dirname(join(root, importer)), path)
        return found ? named(found) : { errors: [{ text: `no module ${path}` }] }
      })
      build.onLoad({ filter: /./, namespace }, async ({ path }) => ({
        contents: await readFile(join(root, path), 'utf8'),
        loader: path.endsWith('.ts') ? 'ts' : 'js',
      }))
    },
  }
}
