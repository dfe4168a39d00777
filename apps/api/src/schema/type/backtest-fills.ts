/** How the orders of a backtest met recorded data, as it was asked for: the same words and defaults as its input. */
import type { BacktestTerms } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import { CommissionKind, EntryRule } from '../research-enums.ts'

type Fills = BacktestTerms['fills']
type Commission = NonNullable<Fills['commission']>

/** Rates and minimums of the kinds that the input knows; runtime stores no others for it. */
interface Charged {
  readonly kind: 'INSTRUMENT' | 'NONE' | 'RATE' | 'PER_UNIT' | 'PER_ORDER'
  readonly amount: string | null
  readonly minimum: string | null
  readonly maximum: string | null
}

function chargedOf(commission: Commission | undefined): Charged {
  const none = { amount: null, minimum: null, maximum: null }
  switch (commission?.kind) {
    case 'NONE':
      return { kind: 'NONE', ...none }
    case 'PER_ORDER':
      return { ...none, kind: 'PER_ORDER', amount: commission.amount }
    case 'RATE':
    case 'PER_UNIT': {
      const { kind, minimum = null, maximum = null } = commission
      return {
        kind,
        amount: commission.kind === 'RATE' ? commission.rate : commission.perUnit,
        minimum,
        maximum,
      }
    }
    default:
      return { kind: 'INSTRUMENT', ...none }
  }
}

const CommissionType = builder.objectRef<Charged>('BacktestCommission').implement({
  description: 'What trading cost.',
  fields: (t) => ({
    kind: t.expose('kind', { type: CommissionKind, description: 'How it was charged.' }),
    amount: t.expose('amount', {
      type: 'Decimal',
      nullable: true,
      description:
        'RATE: the share, 0.001 for 0.1 %; PER_UNIT and PER_ORDER: the amount. Null for the others.',
    }),
    minimum: t.expose('minimum', {
      type: 'Decimal',
      nullable: true,
      description: 'Least charge of an order; null: none.',
    }),
    maximum: t.expose('maximum', {
      type: 'Decimal',
      nullable: true,
      description: 'Greatest charge of an order; null: none.',
    }),
  }),
})

const basisPointsOf = (model: Fills['spread'] | Fills['slippage']) =>
  model?.kind === 'BASIS_POINTS' ? model.basisPoints : 0

export const BacktestFillsType = builder.objectRef<Fills>('BacktestFills').implement({
  description: 'How orders met recorded data.',
  fields: (t) => ({
    entry: t.field({
      type: EntryRule,
      description: 'What an order met.',
      resolve: ({ entry }) => entry ?? 'NEXT_OPEN',
    }),
    spreadBasisPoints: t.float({
      description: 'Spread around prices, hundredths of a percent.',
      resolve: ({ spread }) => basisPointsOf(spread),
    }),
    slippageBasisPoints: t.float({
      description: 'What a taker lost more, hundredths of a percent.',
      resolve: ({ slippage }) => basisPointsOf(slippage),
    }),
    participation: t.field({
      type: 'Decimal',
      nullable: true,
      description: "Share of a bar's volume that might be taken; null: no bound.",
      resolve: ({ participation }) => participation ?? null,
    }),
    commission: t.field({
      type: CommissionType,
      description: 'What trading cost.',
      resolve: ({ commission }) => chargedOf(commission),
    }),
  }),
})
