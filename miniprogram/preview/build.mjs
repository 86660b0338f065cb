// Compiles the built mini-program to pages for a browser. All addresses are
// relative, so that any server can serve the folder under any path.
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { compileApp } from './compile/bundle.mjs'

const [from = 'dist', to = 'dist-preview'] = process.argv.slice(2)
const base = new URL('../', import.meta.url)
const out = fileURLToPath(new URL(to, base))
await rm(out, { recursive: true, force: true })
for (const note of await compileApp(fileURLToPath(new URL(from, base)), out)) console.log(note)
console.log(`built the preview into ${to}`)
