/**
 * Browser tests: Debian's Chromium drives the console of a real server. One worker, because the tests of a file share
 * one server and one market.
 */
import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.e2e.test.ts',
  outputDir: 'test-results',
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  // What passes only the second time is named at the end of `npm test`.
  retries: 1,
  use: {
    ...(existsSync(chromium) ? { launchOptions: { executablePath: chromium } } : {}),
    actionTimeout: 15_000,
    reducedMotion: 'reduce',
    // A desk that ticks all day makes traces that take longer than its tests.
    trace: 'off',
    screenshot: 'only-on-failure',
    video: 'off',
  },
})
