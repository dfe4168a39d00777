/** Kill switches, engaged and released. */
import { builder } from '../builder.ts'
import { nodeLoader } from '../node-loader.ts'
import { KillSwitchPhase, KillSwitchScope } from '../enums.ts'
import { KillSwitch } from '../refs.ts'
import { targetGlobalId } from '../scope-target.ts'
import { Actor, storedActor } from './actor.ts'

builder.node(KillSwitch, {
  description: 'Stops trading in a scope until somebody releases it with a reason.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.control.killSwitch(id)),
  fields: (t) => ({
    scope: t.field({
      type: KillSwitchScope,
      description: 'What it stops.',
      resolve: ({ scope }) => scope as 'ACCOUNT',
    }),
    targetId: t.id({
      nullable: true,
      description: 'What the scope points at; null for GLOBAL and ORGANIZATION.',
      resolve: ({ scope, targetId }) => targetGlobalId(scope, targetId),
    }),
    engaged: t.boolean({
      description: 'Whether it is in force.',
      resolve: ({ phase }) => phase !== 'RELEASED',
    }),
    phase: t.field({
      type: KillSwitchPhase,
      description: 'How far it has come.',
      resolve: ({ phase }) => phase as 'ENGAGED',
    }),
    reason: t.exposeString('reason', { description: 'Why it was engaged.' }),
    cancelOpenOrders: t.exposeBoolean('cancelOpenOrders', {
      description: 'Whether open orders in scope were cancelled.',
    }),
    allowReduceOnly: t.exposeBoolean('allowReduceOnly', {
      description: 'Whether orders that only reduce risk pass.',
    }),
    engagedAt: t.expose('engagedAt', { type: 'DateTime', description: 'When it was engaged.' }),
    engagedBy: t.field({
      type: Actor,
      description: 'Who engaged it.',
      resolve: ({ engagedBy }) => storedActor(engagedBy),
    }),
    confirmedAt: t.expose('confirmedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the venue showed no working order left in scope.',
    }),
    releasedAt: t.expose('releasedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was released.',
    }),
    releasedBy: t.field({
      type: Actor,
      nullable: true,
      description: 'Who released it.',
      resolve: ({ releasedBy }) => (releasedBy === null ? null : storedActor(releasedBy)),
    }),
    releaseReason: t.exposeString('releaseReason', { nullable: true, description: 'Why it was released.' }),
  }),
})
