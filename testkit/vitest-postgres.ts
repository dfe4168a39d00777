/**
 * Vitest's global set-up for integration tests: one PostgreSQL cluster for the whole run.
 *
 * A machine without PostgreSQL still runs every test that needs none; `createDatabase` says what to install.
 */
import type { TestProject } from 'vitest/node'
import { findPostgresBin, POSTGRES_MISSING, startPostgresCluster } from './postgres-cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { adminUrl: string | null; missing: string }
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!findPostgresBin()) {
    project.provide('postgres', { adminUrl: null, missing: POSTGRES_MISSING })
    return undefined
  }
  const cluster = await startPostgresCluster()
  project.provide('postgres', { adminUrl: cluster.adminUrl, missing: '' })
  return () => cluster.stop()
}
