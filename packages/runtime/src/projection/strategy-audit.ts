/** How the audit log tells what was done to users' strategies: each command that changed one is an entry, with before and after. */
import type { Book, DeploymentTerms, EngineEvent } from '@quarterdeck/engine'
import type { AuditText } from './rows.ts'

/** An entry of the audit log before its parts are written as text. */
export interface AuditChange extends Omit<AuditText, 'before' | 'after'> {
  readonly before: object | null
  readonly after: object | null
}

type StrategyEvent = Extract<
  EngineEvent,
  {
    type:
      | 'StrategyCreated'
      | 'StrategyDeployed'
      | 'DeploymentChanged'
      | 'DeploymentSet'
      | 'DeploymentQuarantined'
  }
>

const SET = {
  RUNNING: { action: 'deployment.start', done: 'Started' },
  PAUSED: { action: 'deployment.pause', done: 'Paused' },
  STOPPED: { action: 'deployment.stop', done: 'Stopped' },
} as const

/** The change, right after the event was evolved. */
export function strategyChange(book: Book, event: StrategyEvent): AuditChange {
  if (event.type === 'StrategyCreated') {
    const { strategyId, name } = event
    const summary = `Created strategy "${name}"`
    return { action: 'strategy.create', summary, before: null, after: { strategyId, name } }
  }
  const { deploymentId } = event
  const named = nameOf(book, deploymentId)
  switch (event.type) {
    case 'StrategyDeployed': {
      const { name, accountId, seed, isolation } = event
      const after = { deploymentId, name, accountId, seed, isolation, ...shown(event) }
      const summary = `Deployed version ${event.version.number} as ${named}`
      return { action: 'strategy.deploy', summary, before: null, after }
    }
    case 'DeploymentChanged': {
      const { revision } = event
      const before = { deploymentId, revision: revision - 1, ...shown(event.before) }
      const after = { deploymentId, revision, ...shown(event.after) }
      return { action: 'deployment.change', summary: changeSummary(event, named), before, after }
    }
    case 'DeploymentSet': {
      const { desired, reason, endsQuarantine = null } = event
      const { action, done } = SET[desired]
      const before = {
        deploymentId,
        desired: event.before,
        quarantine: endsQuarantine ?? quarantineOf(book, deploymentId),
      }
      const after = { deploymentId, desired, quarantine: quarantineOf(book, deploymentId), reason }
      return { action, summary: `${done} ${named}: ${reason}`, before, after }
    }
    case 'DeploymentQuarantined': {
      const { reason } = event
      const before = { deploymentId, quarantine: null }
      const after = { deploymentId, quarantine: reason }
      return { action: 'deployment.quarantine', summary: `Quarantined ${named}: ${reason}`, before, after }
    }
  }
}

function changeSummary(
  { before, after, revision }: Extract<StrategyEvent, { type: 'DeploymentChanged' }>,
  named: string,
): string {
  const [from, to] = [before.version.number, after.version.number]
  const what = from === to ? 'the terms' : `version ${from} to ${to}`
  return `Changed ${what} of ${named}, revision ${revision}`
}

/** Parameters as what they say, not as a text within a text. */
function shown({ version, params, instrumentIds, ordersPerMinuteMax }: DeploymentTerms) {
  return { version, params: JSON.parse(params) as unknown, instrumentIds, ordersPerMinuteMax }
}

function nameOf(book: Book, deploymentId: string): string {
  const { name, strategyId } = deploymentIn(book, deploymentId)
  return `deployment "${name}" of strategy "${book.strategies.get(strategyId)?.name ?? strategyId}"`
}

function quarantineOf(book: Book, deploymentId: string): string | null {
  return deploymentIn(book, deploymentId).quarantineReason
}

function deploymentIn(book: Book, deploymentId: string) {
  const deployment = book.deployments.get(deploymentId)
  if (deployment === undefined) throw new Error(`Invariant: deployment ${deploymentId} is in the book`)
  return deployment
}
