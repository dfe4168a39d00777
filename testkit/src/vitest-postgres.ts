/**
 * Vitest's global set-up for integration tests: one PostgreSQL cluster for the whole run.
 *
 * A machine without PostgreSQL still runs every test that needs none; `createDatabase` says what to install.
 */
import { CLUSTER_URL_VARIABLE } from './postgres.ts'
import { findPostgresBin, startPostgresCluster } from './postgres-cluster.ts'

export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (!findPostgresBin()) return undefined
  const cluster = await startPostgresCluster()
  process.env[CLUSTER_URL_VARIABLE] = cluster.adminUrl
  return () => cluster.stop()
}
