// Writes src/catalog.ts from the shared catalog: a mini-program can load scripts
// of its own package only, and no JSON. What only the server or the console says
// stays out, since the size of a package is limited.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'

const ours = [
  'app', 'mini', 'state', 'event', 'type', 'body', 'side', 'decline', 'terminate', 'onward',
  'channel', 'enforcement', 'record', 'sign', 'work', 'list',
]
const folder = new URL('../i18n/', import.meta.url)
const catalogs = {}
for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()) {
  const all = Object.entries(JSON.parse(await readFile(new URL(file, folder), 'utf8')))
  catalogs[basename(file, '.json')] = Object.fromEntries(all.filter(([key]) => ours.includes(key.split('.')[0])))
}
await writeFile(
  new URL('src/catalog.ts', import.meta.url),
  `// Made from ../i18n by catalog.mjs; not kept in git.\nexport const catalogs = ${JSON.stringify(catalogs, null, 2)}\n`,
)
