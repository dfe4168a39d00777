/** What each organization may have of the machine, from `fair-shares.json` in the data directory; no file: the same for all. */
import { join } from 'node:path'
import { z } from 'zod'
import { readOperatorFile } from '../../operator-file.ts'

export interface ShareTerms {
  /** Of the processors, relative to others when they do not suffice for all. */
  readonly weight: number
  /** Processes at once: of deployments, rehearsals and comparisons. */
  readonly processesMax: number
  /** Memory of all of them together, MiB. */
  readonly memoryMiBMax: number
}

export interface ShareTable {
  of(organizationId: string): ShareTerms
}

const DEFAULT_SHARE: ShareTerms = { weight: 1, processesMax: 64, memoryMiBMax: 4_096 }

const TERMS = z.strictObject({
  weight: z.number().min(0.01).max(100).optional(),
  processesMax: z.int().min(1).max(10_000).optional(),
  memoryMiBMax: z.int().min(64).max(1_048_576).optional(),
})
const TABLE = z.strictObject({
  default: TERMS.optional(),
  organizations: z.record(z.string().min(1).max(100), TERMS).optional(),
})

/** Throws an Error that names file and field where the file is wrong. */
export function readShareTable(dataDir: string): ShareTable {
  const { default: byDefault, organizations = {} } =
    readOperatorFile(join(dataDir, 'fair-shares.json'), TABLE) ?? {}
  const terms = (own: z.infer<typeof TERMS> = {}, rest: ShareTerms = DEFAULT_SHARE): ShareTerms => ({
    weight: own.weight ?? rest.weight,
    processesMax: own.processesMax ?? rest.processesMax,
    memoryMiBMax: own.memoryMiBMax ?? rest.memoryMiBMax,
  })
  const ofAll = terms(byDefault)
  return { of: (id) => terms(organizations[id], ofAll) }
}
