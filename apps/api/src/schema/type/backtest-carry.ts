/** What holding positions brought or cost in a backtest, as it was asked for: the same words as its input. */
import type { BacktestTerms } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import { CarryKind } from '../research-enums.ts'

type CarryEvent = NonNullable<BacktestTerms['carry']>[number]

export const BacktestCarryType = builder.objectRef<CarryEvent>('BacktestCarry').implement({
  description: 'An instant at which holders of an instrument got or paid.',
  fields: (t) => ({
    instrumentId: t.exposeString('instrumentId', { description: 'VENUE:SYMBOL.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    kind: t.expose('kind', { type: CarryKind, description: 'What it is.' }),
    amount: t.field({
      type: 'Decimal',
      description: 'DIVIDEND: money for each unit; otherwise the share of the value that longs paid.',
      resolve: (event) => (event.kind === 'DIVIDEND' ? event.perUnit : event.longPays),
    }),
  }),
})
