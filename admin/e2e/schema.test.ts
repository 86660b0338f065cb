import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { base } from './browser'

const root = join(import.meta.dirname, '..')

test('the checked-in types are those of the server', async () => {
  const command = join(root, 'node_modules', '.bin', 'openapi-typescript')
  const asked = promisify(execFile)(command, [`${base}/api/openapi.json`, '-o', 'src/api/schema.d.ts', '--check'], { cwd: root })
  await expect(asked, 'run `YANHE_URL=… npm run api` against a server of this version').resolves.toBeDefined()
})
