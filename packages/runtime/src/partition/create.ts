/** Makes the partition row of an organization: an empty journal that starts at the genesis hash. */
import type { Micros } from '@quarterdeck/engine'
import type { Queryable } from '../database/database.ts'
import { genesisHash } from '../journal/chain.ts'
import { instantText } from '../projection/exact.ts'

/** Creates the row, or leaves the one that is there. Throws where that one measures in another currency. */
export async function createPartition(
  database: Queryable,
  organizationId: string,
  options: { readonly baseCurrency: string; readonly at: Micros },
): Promise<void> {
  const { baseCurrency, at } = options
  await database.query(
    `INSERT INTO partition (organization_id, base_currency, epoch, head_seq, head_hash, created_at)
     VALUES ($1, $2, 0, 0, decode($3, 'hex'), $4::timestamptz) ON CONFLICT (organization_id) DO NOTHING`,
    [organizationId, baseCurrency, genesisHash(organizationId, baseCurrency), instantText(at)],
  )
  const [row] = await database.query<{ baseCurrency: string }>(
    'SELECT base_currency AS "baseCurrency" FROM partition WHERE organization_id = $1',
    [organizationId],
  )
  if (row?.baseCurrency !== baseCurrency) {
    throw new Error(
      `Organization ${organizationId} measures in ${row?.baseCurrency}, not in ${baseCurrency}; that is fixed for life`,
    )
  }
}

/** Ids of all organizations that have a journal. */
export async function listPartitions(database: Queryable): Promise<readonly string[]> {
  const rows = await database.query<{ id: string }>(
    'SELECT organization_id AS id FROM partition ORDER BY organization_id',
  )
  return rows.map(({ id }) => id)
}
