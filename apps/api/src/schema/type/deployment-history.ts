/** The life of a deployment, told from its events: what was wanted of it, by whom, and what it ran from then on. */
import type { DeploymentTerms as TermsValue, EngineEvent } from '@quarterdeck/engine'
import type { Deployment as DeploymentRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { StrategyVersion } from '../refs.ts'
import { Actor } from './actor.ts'
import { ParameterValue, parametersOf } from './backtest-result.ts'

type DeploymentEvent = Extract<EngineEvent, { readonly deploymentId: string }>

interface HistoryEntry {
  readonly event: DeploymentEvent
  readonly revision: number
  readonly terms: TermsValue
}

/** The newest that are shown; the audit log has all. */
const ENTRIES_SHOWN_MAX = 200

const DeploymentTerms = builder.objectRef<TermsValue>('DeploymentTerms').implement({
  description: 'What a deployment ran at a revision.',
  fields: (t) => ({
    version: t.field({
      type: StrategyVersion,
      description: 'The version.',
      resolve: ({ version }, _args, { data }) => data.strategies.version(version.versionId),
    }),
    parameters: t.field({
      type: [ParameterValue],
      description: 'Its parameters.',
      resolve: ({ params }) => parametersOf(JSON.parse(params)),
    }),
    instrumentIds: t.idList({
      description: 'What it might trade.',
      resolve: ({ instrumentIds }) => [...instrumentIds],
    }),
    ordersPerMinuteMax: t.exposeInt('ordersPerMinuteMax', {
      description: 'Orders and replacements that it might ask for in any minute.',
    }),
  }),
})

export const DeploymentHistoryEntry = builder.objectRef<HistoryEntry>('DeploymentHistoryEntry').implement({
  description: 'One thing that was wanted of a deployment.',
  fields: (t) => ({
    seq: t.field({ type: 'Cursor', description: 'The event.', resolve: ({ event }) => event.seq }),
    at: t.field({ type: 'DateTime', description: 'When.', resolve: ({ event }) => event.at }),
    actor: t.field({ type: Actor, description: 'Who wanted it.', resolve: ({ event }) => event.actor }),
    event: t.string({ description: 'Name of the event.', resolve: ({ event }) => event.type }),
    summary: t.string({ description: 'One sentence.', resolve: summaryOf }),
    revision: t.exposeInt('revision', { description: 'The revision that was in force after it.' }),
    terms: t.expose('terms', { type: DeploymentTerms, description: 'What it ran after it.' }),
  }),
})

export async function deploymentHistory(
  { id, organizationId }: DeploymentRow,
  { runtime }: Context,
): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = []
  for (const event of await runtime.history(organizationId, id)) {
    if (!('deploymentId' in event)) continue
    const last = entries.at(-1)
    const terms = event.type === 'StrategyDeployed' ? event : termsAfter(event, last)
    if (terms === null) throw new Error(`Invariant: the first event of deployment ${id} says what it runs`)
    const revision = 'revision' in event ? event.revision : (last?.revision ?? 1)
    entries.push({ event, revision, terms })
  }
  return entries.slice(-ENTRIES_SHOWN_MAX).reverse()
}

function termsAfter(event: DeploymentEvent, last: HistoryEntry | undefined): TermsValue | null {
  return event.type === 'DeploymentChanged' ? event.after : (last?.terms ?? null)
}

const SET = { RUNNING: 'Started', PAUSED: 'Paused', STOPPED: 'Stopped' } as const

function summaryOf({ event }: HistoryEntry): string {
  switch (event.type) {
    case 'StrategyDeployed':
      return `Deployed version ${event.version.number}`
    case 'DeploymentChanged': {
      const [from, to] = [event.before.version.number, event.after.version.number]
      return from === to ? `Changed the terms of version ${to}` : `Changed version ${from} to ${to}`
    }
    case 'DeploymentSet':
      return `${SET[event.desired]}: ${event.reason}`
    case 'DeploymentQuarantined':
      return `Quarantined: ${event.reason}`
  }
}
