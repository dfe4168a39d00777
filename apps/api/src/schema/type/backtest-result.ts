/** What a backtest gives: figures with their meaning, equity, trades, documents. */
import type { FigureName, FigureSpec } from '@quarterdeck/simulation'
import type { BacktestTrade, EquityPoint } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import { OrderSide } from '../enums.ts'
import { FigureGroupEnum, FigureUnitEnum } from '../research-enums.ts'
import { definedNumber } from './dataset-detail.ts'

interface NamedText {
  readonly name: string
  readonly value: string
}

export const ParameterValue = builder.objectRef<NamedText>('BacktestParameter').implement({
  description: 'A parameter and its value.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the parameter.' }),
    value: t.exposeString('value', { description: 'Value, as text.' }),
  }),
})

export function parametersOf(values: unknown): NamedText[] {
  return Object.entries((values ?? {}) as Readonly<Record<string, unknown>>).map(([name, value]) => ({
    name,
    value: String(value),
  }))
}

interface FigureValue extends FigureSpec {
  readonly name: FigureName
  readonly value: number | null
}

export const Figure = builder.objectRef<FigureValue>('BacktestFigure').implement({
  description: 'A figure of a report, with what it means.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name, stable.' }),
    label: t.exposeString('label', { description: 'Name for people.' }),
    unit: t.expose('unit', { type: FigureUnitEnum, description: 'What it counts.' }),
    group: t.expose('group', { type: FigureGroupEnum, description: 'What it is about.' }),
    meaning: t.exposeString('meaning', { description: 'Its definition.' }),
    value: t.exposeFloat('value', {
      nullable: true,
      description: 'The value; null: it is not defined for this run.',
    }),
  }),
})

/** The figures of a Json column, in the order of the report; runtime wrote it. */
export async function figuresOf(stored: unknown): Promise<FigureValue[]> {
  if (stored === null) return []
  // Loaded with the first result that is shown: a server that only trades goes without.
  const { FIGURES, FIGURE_NAMES } = await import('@quarterdeck/simulation')
  const values = stored as Readonly<Partial<Record<FigureName, number | null>>>
  return FIGURE_NAMES.map((name) => ({ ...FIGURES[name], name, value: values[name] ?? null }))
}

export const EquityPointType = builder.objectRef<EquityPoint>('EquityPoint').implement({
  description: 'A point of the equity curve.',
  fields: (t) => ({
    at: t.expose('time', { type: 'DateTime', description: 'When.' }),
    equity: t.float({
      nullable: true,
      description: 'Equity in the currency of the backtest; null: it could not be valued.',
      resolve: ({ equity }) => definedNumber(equity),
    }),
    drawdown: t.float({
      nullable: true,
      description: 'How far it is below its highest, as a share of that.',
      resolve: ({ drawdown }) => definedNumber(drawdown),
    }),
  }),
})

export const BacktestTradeType = builder.objectRef<BacktestTrade>('BacktestTrade').implement({
  description: 'A part of a position, from its opening to its closing fill.',
  fields: (t) => ({
    instrumentId: t.exposeString('instrumentId', { description: 'VENUE:SYMBOL.' }),
    side: t.expose('side', { type: OrderSide, description: 'BUY: it was long.' }),
    quantity: t.exposeFloat('quantity', { description: 'How much.' }),
    entryAt: t.expose('entryAt', { type: 'DateTime', description: 'When it was opened.' }),
    entryPrice: t.exposeFloat('entryPrice', { description: 'At what price.' }),
    exitAt: t.expose('exitAt', { type: 'DateTime', description: 'When it was closed.' }),
    exitPrice: t.exposeFloat('exitPrice', { description: 'At what price.' }),
    fees: t.exposeFloat('fees', { description: 'Its share of the fees.' }),
    netPnl: t.exposeFloat('netPnl', { description: 'Profit after fees.' }),
    returnOnEntry: t.exposeFloat('returnOnEntry', { description: 'Gross profit over what was put in.' }),
    maxFavorable: t.exposeFloat('maxFavorable', { description: 'Most that it was ever ahead.' }),
    maxAdverse: t.exposeFloat('maxAdverse', { description: 'Most that it was ever behind.' }),
    splitRatio: t.float({
      description:
        'New shares for each share of the entry where it was held over splits, else 1. Quantity and entry price are in shares of the exit.',
      resolve: ({ splitRatio }) => splitRatio ?? 1,
    }),
    tag: t.exposeString('tag', { nullable: true, description: "The strategy's word for it, if any." }),
  }),
})

export const BacktestDocumentType = builder
  .objectRef<{ readonly name: string; readonly bytes: number; readonly url: string }>('BacktestDocument')
  .implement({
    description: 'A file of the report.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'File name, such as report.html.' }),
      bytes: t.exposeInt('bytes', { description: 'Size.' }),
      url: t.exposeString('url', { description: 'Where to get it, with the same sign-in or key.' }),
    }),
  })
