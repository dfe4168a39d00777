/**
 * Vitest's global set-up for integration tests: one PostgreSQL cluster for the whole run, and an embedded one to copy.
 *
 * A machine without PostgreSQL still runs every test that needs none; `createDatabase` says what to install.
 */
import { makeEmbeddedCluster } from './embedded-cluster.ts'
import { CLUSTER_URL_VARIABLE } from './postgres.ts'
import { findPostgresBin, startPostgresCluster } from './postgres-cluster.ts'

export default async function setup(): Promise<() => Promise<void>> {
  const removeEmbedded = await makeEmbeddedCluster()
  const cluster = findPostgresBin() ? await startPostgresCluster() : null
  if (cluster !== null) process.env[CLUSTER_URL_VARIABLE] = cluster.adminUrl
  return async () => {
    removeEmbedded()
    await cluster?.stop()
  }
}
