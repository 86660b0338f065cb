// Writes src/catalog.ts from the shared catalog: a mini-program can load scripts
// of its own package only, and no JSON.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'

const folder = new URL('../i18n/', import.meta.url)
const catalogs = {}
for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()) {
  catalogs[basename(file, '.json')] = JSON.parse(await readFile(new URL(file, folder), 'utf8'))
}
await writeFile(
  new URL('src/catalog.ts', import.meta.url),
  `// Made from ../i18n by catalog.mjs; not kept in git.\nexport const catalogs = ${JSON.stringify(catalogs, null, 2)}\n`,
)
