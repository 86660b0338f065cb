import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  base: '/admin/',
  plugins: [vue()],
  // The folder public holds one empty file: it puts back the one that git keeps in dist.
  build: { outDir: 'dist', emptyOutDir: true },
  server: {
    fs: { allow: ['..'] }, // the catalog lies in ../i18n
    proxy: { '/api': 'http://127.0.0.1:8080', '/healthz': 'http://127.0.0.1:8080' },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'] },
})
