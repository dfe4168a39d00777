/**
 * One vitest for the whole workspace, in two projects: `unit` needs nothing but Node, `int` gets a real PostgreSQL.
 *
 * A file's suffix is its tier: `.test.ts` is unit, `.int.test.ts` is integration, `.e2e.test.ts` belongs to the browser suite.
 */
import { defineConfig } from 'vitest/config'

const rooms = ['packages', 'apps', 'bench', 'scripts', 'testkit']
const never = ['**/node_modules/**', '**/generated/**', '**/.next/**', '**/out/**', '**/*.e2e.test.ts']

// Packages must resolve as Node resolves them: with Vite's own "development" condition our code and its dependencies would
// each load a graphql of their own, and a schema of one is no schema to the other.
const conditions = ['node', 'module-sync']

export default defineConfig({
  ssr: { resolve: { conditions } },
  test: {
    // More than cores: half of what the long tests do is wait, for processes, databases and timers.
    maxWorkers: 3,
    // What a test waits for comes at once, or late on a machine that is busy with others.
    expect: { poll: { timeout: 40_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: rooms.map((room) => `${room}/**/*.test.{ts,tsx}`),
          exclude: [...never, '**/*.int.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'int',
          include: rooms.map((room) => `${room}/**/*.int.test.ts`),
          exclude: never,
          globalSetup: ['packages/runtime/src/testing/up-to-date-databases.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
