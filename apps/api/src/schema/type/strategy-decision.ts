/** Decisions of a deployment: each an input that made it want something, and what it wanted then. */
import type { DecisionRow } from '@quarterdeck/runtime'
import { type Page, type PageArguments, emptyPage, pageOf } from '../../data/page.ts'
import type { Deployment as DeploymentRow } from '../../generated/prisma/client.ts'
import { InvalidInput } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { asProblem } from '../as-problem.ts'
import { StrategyIntentKind } from '../strategy-enums.ts'

type Intent = DecisionRow['intents'][number]

const KINDS = {
  SubmitOrder: 'SUBMIT_ORDER',
  ReplaceOrder: 'REPLACE_ORDER',
  CancelOrder: 'CANCEL_ORDER',
  SetTimer: 'SET_TIMER',
  CancelTimer: 'CANCEL_TIMER',
  Log: 'LOG',
} as const satisfies Record<Intent['type'], typeof StrategyIntentKind.$inferType>

const StrategyIntent = builder.objectRef<Intent>('StrategyIntent').implement({
  description: 'Something that a strategy wanted done; the gate decides whether it is.',
  fields: (t) => ({
    kind: t.field({
      type: StrategyIntentKind,
      description: 'What kind of wish.',
      resolve: ({ type }) => KINDS[type],
    }),
    clientOrderId: t.string({
      nullable: true,
      description: 'The order that it is about; null for timers and logs.',
      resolve: (intent) => ('clientOrderId' in intent ? intent.clientOrderId : null),
    }),
    json: t.string({ description: 'All of it, as JSON.', resolve: (intent) => JSON.stringify(intent) }),
  }),
})

export const StrategyDecision = builder.objectRef<DecisionRow>('StrategyDecision').implement({
  description: 'An input that made a strategy want something, and what it wanted then.',
  fields: (t) => ({
    run: t.exposeInt('run', { description: 'The run.' }),
    n: t.exposeFloat('n', { description: 'Number of the input in the run, from 1.' }),
    at: t.expose('at', { type: 'DateTime', description: "When, by the session's clock." }),
    input: t.exposeString('input', { description: 'What it was told, in words.' }),
    inputJson: t.exposeString('inputJson', { description: 'What it was told, as JSON.' }),
    intents: t.field({
      type: [StrategyIntent],
      description: 'What it wanted then, in order.',
      resolve: ({ intents }) => [...intents],
    }),
  }),
})

/** A page of decisions, newest first. Tapes are read backwards only: a page from the end is refused. */
export async function decisionPage(
  { id, organizationId }: DeploymentRow,
  args: PageArguments & { readonly run?: number | null | undefined },
  context: Context,
): Promise<Page<DecisionRow>> {
  for (const name of ['last', 'before'] as const) {
    if (args[name] != null)
      throw new InvalidInput('must be left out: decisions are read newest first, with first and after', [
        name,
      ])
  }
  const run = await context.data.runs.run(id, args.run ?? null)
  if (run === null) return emptyPage(args)
  const strategies = await context.runtime.strategies()
  return pageOf<DecisionRow, number>(args, {
    organizationId,
    parse: (at) => (/^\d{1,15}$/.test(at) ? Number(at) : null),
    placeOf: ({ n }) => String(n),
    load: ({ after, take }) =>
      asProblem(() => strategies.decisions(organizationId, id, { run: run.run, before: after, limit: take })),
    count: () => Number(run.decisions),
  })
}
