/**
 * One host's claim to an organization. A host that starts takes the organization from whoever has it. One that lost its
 * database and comes back takes it only if nobody else did meanwhile: a broken connection must not undo a takeover.
 *
 * The owner's name tells that, not the epoch: where the answer to a claim was lost, the epoch that was given is not known.
 */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Queryable } from '../database/database.ts'
import { Fenced } from '../journal/commit.ts'

export interface Lease {
  readonly baseCurrency: string
  readonly epoch: number
  readonly headSeq: number
  readonly headHash: Uint8Array
}

export class Claim {
  readonly #owner = `process ${process.pid} on ${hostname()} (${randomUUID()})`
  #wasHeld = false

  /** Throws `Fenced` where the partition is another owner's: what is not the journal's is written by its owner alone, too. */
  async check(database: Queryable, organizationId: string): Promise<void> {
    const [held] = await database.query(
      'SELECT 1 AS held FROM partition WHERE organization_id = $1 AND owner = $2',
      [organizationId, this.#owner],
    )
    if (held === undefined) throw new Fenced(organizationId)
  }

  /**
   * Takes the lease, fencing off any earlier owner; null: there is no such partition.
   *
   * Throws `Fenced` where this claim was held before and another owner has it now.
   */
  async take(database: Queryable, organizationId: string): Promise<Lease | null> {
    const [lease] = await database.query<Lease>(
      `UPDATE partition SET epoch = epoch + 1, owner = $2 WHERE organization_id = $1 AND ($3::boolean OR owner = $2)
       RETURNING base_currency AS "baseCurrency", epoch, head_seq AS "headSeq", head_hash AS "headHash"`,
      [organizationId, this.#owner, !this.#wasHeld],
    )
    if (lease === undefined && this.#wasHeld) throw new Fenced(organizationId)
    if (lease !== undefined) this.#wasHeld = true
    return lease ?? null
  }
}
