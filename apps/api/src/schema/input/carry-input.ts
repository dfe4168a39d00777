/** What holding positions brings or costs in a backtest, as it is asked for. */
import type { BacktestTerms } from '@quarterdeck/runtime'
import { InvalidInput } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { CarryKind } from '../research-enums.ts'

/** Three a day, for nine years. */
const CARRY_MAX = 10_000

export const CarryInput = builder.inputType('BacktestCarryInput', {
  description: 'An instant at which holders of an instrument get or pay.',
  fields: (t) => ({
    instrumentId: t.string({ required: true, description: 'VENUE:SYMBOL, one that the backtest reads.' }),
    at: t.field({ type: 'DateTime', required: true, description: 'When; what is held then counts.' }),
    kind: t.field({ type: CarryKind, required: true, description: 'What it is.' }),
    amount: t.field({
      type: 'Decimal',
      required: true,
      description:
        "DIVIDEND: money for each unit; FUNDING and ROLLOVER: share of the position's value that longs pay, negative the other way round.",
    }),
  }),
})

/** The events as runtime takes them; `path` is where they stand, for messages. */
export function carryOf(
  given: readonly (typeof CarryInput.$inferInput)[] | null | undefined,
  path: readonly string[],
): NonNullable<BacktestTerms['carry']> {
  const events = given ?? []
  if (events.length > CARRY_MAX) throw new InvalidInput(`must be at most ${CARRY_MAX}`, path)
  return events.map(({ instrumentId, at, kind, amount }) => {
    const of = { instrumentId, at: at.getTime() * 1000 }
    return kind === 'DIVIDEND' ? { ...of, kind, perUnit: amount } : { ...of, kind, longPays: amount }
  })
}
