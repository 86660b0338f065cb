// Adds to dist what the compiler does not write: markup, styles, settings, pictures and
// npm components. Fails when a page that app.json lists is not whole.
import { access, cp, readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installComponents } from './tools/npm.mjs'

const from = new URL('src/', import.meta.url)
const to = new URL('dist/', import.meta.url)
const parts = ['.wxml', '.wxss', '.wxs', '.json', '.svg', '.png', '.jpg']

await cp(fileURLToPath(from), fileURLToPath(to), {
  recursive: true,
  filter: (path) => extname(path) === '' || parts.includes(extname(path)),
})
const app = JSON.parse(await readFile(new URL('app.json', to), 'utf8'))
const pages = [...app.pages, ...(app.subPackages ?? []).flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`))]
for (const page of pages) {
  for (const part of ['.js', '.wxml', '.json']) {
    await access(new URL(page + part, to))
  }
}
const files = await installComponents(fileURLToPath(new URL('node_modules', import.meta.url)), fileURLToPath(to))
console.log(`built ${pages.length} page(s) into dist, with ${files} files of the component library`)
