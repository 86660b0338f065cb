// Adds to dist what the compiler does not write: markup, styles and settings.
// Fails when a page that app.json lists is not whole.
import { access, cp, readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

const from = new URL('src/', import.meta.url)
const to = new URL('dist/', import.meta.url)
const parts = ['.wxml', '.wxss', '.json']

await cp(fileURLToPath(from), fileURLToPath(to), {
  recursive: true,
  filter: (path) => extname(path) === '' || parts.includes(extname(path)),
})
const app = JSON.parse(await readFile(new URL('app.json', to), 'utf8'))
for (const page of app.pages) {
  for (const part of ['.js', '.wxml', '.json']) {
    await access(new URL(page + part, to))
  }
}
console.log(`built ${app.pages.length} page(s) into dist`)
