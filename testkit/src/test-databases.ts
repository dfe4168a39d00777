/**
 * The databases of a whole run: one PostgreSQL cluster, and one embedded database to copy, each brought up to date once.
 *
 * Bringing an empty database up to date takes half a second of the processor, and hundreds of tests have one of their own.
 * A machine without PostgreSQL still runs every test that needs none; `createDatabase` says what to install.
 */
import { makeEmbeddedTemplate } from './embedded-template.ts'
import { CLUSTER_URL_VARIABLE, createEmptyDatabase, TEMPLATE_VARIABLE } from './postgres.ts'
import { findPostgresBin, startPostgresCluster } from './postgres-cluster.ts'

/** Where a database is: a directory of the embedded one, or the address of one on PostgreSQL. */
export interface DatabasePlace {
  readonly dataDir: string
  readonly databaseUrl?: string
}

/** Starts them; returns what stops and removes them. `bringUpToDate` makes an empty database what tests begin with. */
export async function startTestDatabases(
  bringUpToDate: (place: DatabasePlace) => Promise<void>,
): Promise<() => Promise<void>> {
  const embedded = await makeEmbeddedTemplate()
  await bringUpToDate({ dataDir: embedded.dataDir })
  const cluster = findPostgresBin() ? await startPostgresCluster() : null
  if (cluster !== null) {
    process.env[CLUSTER_URL_VARIABLE] = cluster.adminUrl
    const { name, url } = await createEmptyDatabase()
    await bringUpToDate({ dataDir: embedded.dataDir, databaseUrl: url })
    process.env[TEMPLATE_VARIABLE] = name
  }
  return async () => {
    embedded.remove()
    await cluster?.stop()
  }
}
