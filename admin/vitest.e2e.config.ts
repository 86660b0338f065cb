import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'], globalSetup: ['e2e/server.ts'],
    // One browser at a time: the machine that checks has two cores.
    fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000,
  },
})
