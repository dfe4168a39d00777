/** The rows of users' strategies and their deployments: what shall run. What does run is in tables that no journal rebuilds. */
import type { Book, DeploymentState, StrategyState } from '@quarterdeck/engine'
import { instantText } from './exact.ts'
import type { TableRow } from './tables.ts'

export function strategyRow(organizationId: string, strategy: StrategyState): TableRow {
  return {
    id: strategy.id,
    organization_id: organizationId,
    seq: strategy.seq,
    name: strategy.name,
    created_by: strategy.createdBy,
    created_at: instantText(strategy.createdAt),
  }
}

export function deploymentRow(book: Book, deployment: DeploymentState): TableRow {
  const account = book.accounts[deployment.accountIndex]!
  return {
    id: deployment.id,
    organization_id: book.organizationId,
    seq: deployment.seq,
    strategy_id: deployment.strategyId,
    name: deployment.name,
    account_id: account.id,
    mode: account.mode,
    version_id: deployment.version.versionId,
    version_number: deployment.version.number,
    digest: deployment.version.digest,
    params: JSON.parse(deployment.params),
    instrument_ids: deployment.instrumentIds,
    seed: deployment.seed,
    isolation: deployment.isolation,
    orders_per_minute_max: deployment.ordersPerMinuteMax,
    desired: deployment.desired,
    quarantine_reason: deployment.quarantineReason,
    revision: deployment.revision,
    created_by: deployment.deployedBy,
    created_at: instantText(deployment.deployedAt),
    updated_at: instantText(deployment.updatedAt),
  }
}
