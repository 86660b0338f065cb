import { defineConfig, globalIgnores } from 'eslint/config'
import ts from 'typescript-eslint'

export default defineConfig(
  globalIgnores(['dist', 'dist-*', 'src/catalog.ts', 'preview/fixture']),
  ts.configs.strict,
)
