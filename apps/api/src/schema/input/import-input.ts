/** How an import reads a file: whatever is left out is detected. */
import type { FileChoices } from '@quarterdeck/market-data'
import { InvalidInput } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import {
  BarLabel,
  DateOrder,
  DisorderRule,
  DuplicateRule,
  ImpossibleRule,
  ImportDialect,
  RepeatedHour,
  SeriesKindEnum,
} from '../research-enums.ts'

const ColumnInput = builder.inputType('ImportColumnInput', {
  description: 'Which column of the file gives a field.',
  fields: (t) => ({
    field: t.string({
      required: true,
      description: 'Field: time, clock, open, high, low, close, volume, price, size, bid, ask and so on.',
    }),
    column: t.string({ required: true, description: 'Name of the column, or its number from 1.' }),
  }),
})

export const ImportChoicesInput = builder.inputType('ImportChoicesInput', {
  description:
    'How the file is read; what is left out is detected, and what cannot be is asked for by the preview.',
  fields: (t) => ({
    dialect: t.field({ type: ImportDialect, description: 'Whose form it has.' }),
    kind: t.field({ type: SeriesKindEnum, description: 'What it records.' }),
    columns: t.field({ type: [ColumnInput], description: 'Columns by name, where their names do not tell.' }),
    separator: t.string({ description: 'Character between columns.' }),
    zone: t.string({ description: 'IANA time zone of times without an offset.' }),
    dateOrder: t.field({ type: DateOrder, description: 'How its dates are read.' }),
    repeatedHour: t.field({ type: RepeatedHour, description: 'Which hour a clock that is set back means.' }),
    priceDivisor: t.float({ description: 'What prices are divided by.' }),
    label: t.field({ type: BarLabel, description: 'What the time of a bar names.' }),
    symbol: t.string({ description: 'In a file of many instruments: the one that counts.' }),
    entry: t.string({ description: 'One file of a zip that holds several.' }),
    disorder: t.field({ type: DisorderRule, description: 'What to do about rows out of order.' }),
    duplicates: t.field({ type: DuplicateRule, description: 'What to do about bars of one time.' }),
    impossible: t.field({ type: ImpossibleRule, description: 'What to do about bars that cannot be.' }),
  }),
})

/** The choices as market data takes them. */
export function choicesOf(input: typeof ImportChoicesInput.$inferInput | null | undefined): FileChoices {
  const { columns, dialect, ...rest } = input ?? {}
  // PARQUET is what a file is, by its first bytes: nothing to choose.
  const named = dialect == null || dialect === 'PARQUET' ? {} : { dialect }
  const mapped = columns == null ? {} : { columns: columnsOf(columns) }
  const chosen = Object.fromEntries(Object.entries(rest).filter(([, value]) => value != null))
  return { ...chosen, ...named, ...mapped }
}

function columnsOf(
  columns: readonly { readonly field: string; readonly column: string }[],
): Readonly<Record<string, string | number>> {
  const byField: Record<string, string | number> = {}
  for (const { field, column } of columns) {
    if (Object.hasOwn(byField, field))
      throw new InvalidInput(`names the field ${field} twice: once is allowed`, [
        'input',
        'choices',
        'columns',
      ])
    byField[field] = /^[1-9]\d{0,3}$/.test(column) ? Number(column) : column
  }
  return byField
}
