/**
 * An empty embedded cluster, made once for a whole run: making one takes a second of the processor, copying it a tenth of that.
 *
 * What is copied is what PGlite makes by itself in a new directory; whoever opens it finds a database without a single table.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

/** Where a run's cluster lies; unset: none was made, and every server makes its own. */
const CLUSTER_VARIABLE = 'TESTKIT_EMBEDDED_CLUSTER'

/** Makes the cluster of this run; returns what removes it. */
export async function makeEmbeddedCluster(): Promise<() => void> {
  const files = mkdtempSync(join(tmpdir(), 'quarterdeck-cluster-'))
  await (await PGlite.create(files)).close()
  process.env[CLUSTER_VARIABLE] = files
  return () => rmSync(files, { recursive: true, force: true })
}

/** Gives a new data directory its empty database; one that has a database keeps it. */
export function giveEmbeddedCluster(dataDir: string): void {
  const files = process.env[CLUSTER_VARIABLE]
  const database = join(dataDir, 'database')
  if (files === undefined || existsSync(database)) return
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  cpSync(files, database, { recursive: true })
}
