import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'vitest'
import { base } from './browser'

test('the types checked in are those of the server; `npm run api` makes them anew', () => {
  const root = join(import.meta.dirname, '..')
  const tool = join(root, 'node_modules', '.bin', 'openapi-typescript')
  execFileSync(tool, [`${base}/api/openapi.json`, '-o', 'src/api/schema.d.ts', '--check'], { cwd: root, stdio: 'pipe' })
})
