import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['screens/**/*.shots.ts'], globalSetup: ['e2e/server.ts'], fileParallelism: false, hookTimeout: 60_000 },
})
