/** How an open connection to a venue stands: its state, the age of what it told, its delays, and what is left of its budget. */
import type { ConnectionStanding as StandingValue } from '@quarterdeck/runtime'
import { URGENCIES, type BudgetUsage, type LimitUsage, type Urgency } from '@quarterdeck/venues'
import { builder } from '../builder.ts'
import { ConnectionState, RequestUrgency } from '../venue-enums.ts'

const RequestLimit = builder.objectRef<LimitUsage>('RequestLimit').implement({
  description: "One of a venue's limits on requests, and how it is used.",
  fields: (t) => ({
    name: t.exposeString('limitId', { description: 'Which.' }),
    capacity: t.exposeInt('capacity', { description: 'Weight that the venue takes in the span.' }),
    spanMs: t.exposeInt('perMs', { description: 'The span, milliseconds; 0: at once.' }),
    reserve: t.exposeInt('reserve', { description: 'Part of the capacity that only EXIT requests may use.' }),
    used: t.exposeInt('used', { description: 'Weight sent in the last span.' }),
    heldUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Until when the venue asked for silence; null: it did not.',
      resolve: ({ heldUntilMs }) => (heldUntilMs === null ? null : new Date(heldUntilMs)),
    }),
  }),
})

const WaitingRequests = builder
  .objectRef<{ readonly urgency: Urgency; readonly count: number }>('WaitingRequests')
  .implement({
    description: 'Requests of one urgency that wait for the budget.',
    fields: (t) => ({
      urgency: t.expose('urgency', { type: RequestUrgency, description: 'What they are for.' }),
      count: t.exposeInt('count', { description: 'How many.' }),
    }),
  })

const RequestBudget = builder.objectRef<BudgetUsage>('RequestBudget').implement({
  description: "What is left of a venue's request limits.",
  fields: (t) => ({
    limits: t.field({
      type: [RequestLimit],
      description: 'Its limits.',
      resolve: ({ limits }) => [...limits],
    }),
    waiting: t.field({
      type: [WaitingRequests],
      description: 'What waits, most urgent first.',
      resolve: ({ waiting }) => URGENCIES.map((urgency) => ({ urgency, count: waiting[urgency] })),
    }),
  }),
})

export const ConnectionStanding = builder.objectRef<StandingValue>('ConnectionStanding').implement({
  description: 'How an open connection stands.',
  fields: (t) => ({
    state: t.expose('state', { type: ConnectionState, description: 'Its state.' }),
    message: t.exposeString('message', { description: 'Why it is not READY; empty: nothing to say.' }),
    since: t.expose('since', { type: 'DateTime', description: 'Since when it is in that state.' }),
    dataAgeMs: t.exposeFloat('dataAgeMs', {
      nullable: true,
      description: 'Milliseconds since it told anything but a heartbeat; null: it never did.',
    }),
    clockOffsetMs: t.exposeFloat('clockOffsetMs', {
      nullable: true,
      description: "The venue's clock less ours, milliseconds; null: not measured yet.",
    }),
    latencyP50Ms: t.float({
      nullable: true,
      description: 'Median of the last round trips, milliseconds; null: none was made.',
      resolve: ({ latencyMs }) => latencyMs.p50,
    }),
    latencyP99Ms: t.float({
      nullable: true,
      description: 'What 99 of 100 round trips do not exceed, milliseconds; null: none was made.',
      resolve: ({ latencyMs }) => latencyMs.p99,
    }),
    reconnects: t.exposeInt('reconnects', { description: 'How often it was opened anew.' }),
    reconciled: t.exposeBoolean('reconciled', {
      nullable: true,
      description: 'Whether its account is reconciled; null: it has none to reconcile.',
    }),
    budget: t.expose('budget', { type: RequestBudget, description: "The venue's limits on requests." }),
    fallbacks: t.stringList({
      description: 'What is used instead of what should be, such as polling for a stream; empty: nothing.',
      resolve: ({ fallbacks }) => [...fallbacks],
    }),
  }),
})
