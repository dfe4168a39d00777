/** Following what bounds trading: kill switches, policies, alerts and the audit log, resumable by cursor. */
import type { EngineEvent } from '@quarterdeck/engine'
import { mayDo } from '../../access/principal.ts'
import { formatCursor } from '../../data/cursor.ts'
import { eventStream } from '../../subscription/events.ts'
import { builder } from '../builder.ts'
import { Alert, AuditEntry, KillSwitch, RiskPolicy } from '../refs.ts'
import { followable, followedOrganization } from './field.ts'

interface ControlUpdateValue {
  readonly cursor: string
  readonly organizationId: string
  readonly event: EngineEvent
}

const CONTROL_EVENTS: ReadonlySet<EngineEvent['type']> = new Set<EngineEvent['type']>([
  'RiskPolicyPut',
  'KillSwitchEngaged',
  'KillSwitchTightened',
  'KillSwitchConfirmed',
  'KillSwitchReleased',
  'AlertRaised',
])

/** Events that only the audit log shows. */
const AUDIT_EVENTS: ReadonlySet<EngineEvent['type']> = new Set<EngineEvent['type']>([
  'InstrumentSettled',
  'CorporateActionApplied',
  'AccountOpened',
  'FundsDeposited',
  'CashConverted',
  'IncomeBooked',
  'LiveEnabled',
  'LiveDisabled',
  'CapitalStageSet',
  'AccountAdjusted',
  'PositionDisputed',
  'DisputeSettled',
  'StrategyCreated',
  'StrategyDeployed',
  'DeploymentChanged',
  'DeploymentSet',
  'DeploymentQuarantined',
  'AuditRecorded',
])

const ControlUpdate = builder.objectRef<ControlUpdateValue>('ControlUpdate').implement({
  description: 'One change of what bounds trading; what it did not concern is null.',
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'Cursor', description: 'Resume after it with `after`.' }),
    killSwitch: t.field({
      type: KillSwitch,
      nullable: true,
      description: 'The switch, as it stands now.',
      resolve: ({ event }, _args, { data }) =>
        'killSwitchId' in event ? data.control.killSwitch(event.killSwitchId) : null,
    }),
    riskPolicy: t.field({
      type: RiskPolicy,
      nullable: true,
      description: 'The policy, at the version that was put.',
      resolve: async ({ event }, _args, { data }) => {
        if (event.type !== 'RiskPolicyPut') return null
        const versions = await data.control.policyVersions(event.policyId)
        return versions.find(({ version }) => version === event.version) ?? null
      },
    }),
    alert: t.field({
      type: Alert,
      nullable: true,
      description: 'The alert.',
      resolve: ({ event, organizationId }, _args, { data }) =>
        event.type === 'AlertRaised'
          ? data.client.alert.findFirst({ where: { organizationId, seq: BigInt(event.seq) } })
          : null,
    }),
    auditEntry: t.field({
      type: AuditEntry,
      nullable: true,
      description: 'The entry that it left in the audit log; null for who may not read that.',
      resolve: ({ event, organizationId }, _args, context) =>
        mayDo(context.require(), 'audit:read', organizationId)
          ? context.data.control.auditEntry(organizationId, BigInt(event.seq))
          : null,
    }),
  }),
})

builder.subscriptionField('controlUpdates', (t) =>
  t.field({
    type: ControlUpdate,
    description:
      'Kill switches, policies and alerts, whenever one changes; for who may read the audit log, its other entries too.',
    args: {
      organizationId: t.arg.id({ required: true, description: 'Whose.' }),
      after: t.arg({
        type: 'Cursor',
        description: 'Resume after this cursor: nothing missed, nothing twice.',
      }),
    },
    ...followable('killSwitch:read'),
    subscribe: (_root, args, context) => {
      const organizationId = followedOrganization(args, context)
      const audits = mayDo(context.require(), 'audit:read', organizationId)
      const options = { organizationId, after: args.after ?? null }
      return eventStream<ControlUpdateValue>(context, options, async (event, _order, sink) => {
        if (!CONTROL_EVENTS.has(event.type) && !(audits && AUDIT_EVENTS.has(event.type))) return
        const cursor = formatCursor(organizationId, event.seq)
        await sink.push({ cursor, organizationId, event }, cursor)
      })
    },
    resolve: (update) => update,
  }),
)
