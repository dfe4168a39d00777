/** How a file is read, as far as it shall not be detected, and what is done about faulty rows. */
import { Choice } from '../controls/choice.tsx'
import { TextField } from '../controls/text-field.tsx'
import { showName, showWord } from '../format/words.ts'
import type { ImportDialect } from '../generated/graphql.ts'
import type { ImportChoices } from './import-choices.ts'
import { seriesKinds } from './series-kinds.ts'
import type { Preview } from './use-import.ts'

const dialects: readonly ImportDialect[] = [
  'YAHOO',
  'STOOQ',
  'BINANCE_KLINES',
  'BINANCE_TRADES',
  'BINANCE_STREAM',
  'KAGGLE',
  'LEAN',
  'BACKTRADER',
  'METATRADER',
  'GENERIC',
]
const detected = { value: '', title: 'Detect it' } as const

const dateOrders = [
  detected,
  { value: 'YMD', title: 'Year, month, day' },
  { value: 'DMY', title: 'Day, month, year' },
  { value: 'MDY', title: 'Month, day, year' },
] as const
const labels = [
  detected,
  { value: 'OPEN', title: 'Names its opening' },
  { value: 'CLOSE', title: 'Names its end' },
] as const
const disorders = [
  { value: 'REFUSE', title: 'Refuse the file' },
  { value: 'SORT', title: 'Sort them' },
] as const
const duplicates = [
  { value: 'REFUSE', title: 'Refuse the file' },
  { value: 'FIRST', title: 'Keep the first' },
  { value: 'LAST', title: 'Keep the last' },
] as const
const impossibles = [
  { value: 'REFUSE', title: 'Refuse the file' },
  { value: 'DROP', title: 'Leave them out' },
  { value: 'KEEP', title: 'Keep them' },
] as const

/** What can be named by hand where the columns' names do not tell. */
const barFields = ['time', 'open', 'high', 'low', 'close', 'volume']

export interface ReadingFieldsProps {
  readonly choices: ImportChoices
  readonly onChange: (choices: ImportChoices) => void
  readonly preview: Preview | null
}

export function ReadingFields({ choices, onChange, preview }: ReadingFieldsProps) {
  const set = (change: Partial<ImportChoices>) => onChange({ ...choices, ...change })
  const asked = new Set(preview?.questions.map(({ choice }) => choice))
  const problem = (choice: string) => (asked.has(choice) ? 'Has to be chosen.' : undefined)
  return (
    <div className="grid grid-cols-1 gap-2 p-2 sm:grid-cols-2">
      <TextField
        label="Time zone"
        hint="Such as America/New_York"
        problem={problem('zone')}
        value={choices.zone}
        onChange={(zone) => set({ zone })}
        placeholder="detect it"
      />
      <Choice
        label="Dates"
        value={choices.dateOrder}
        options={dateOrders}
        problem={problem('dateOrder')}
        onChange={(dateOrder) => set({ dateOrder })}
      />
      {asked.has('symbol') || choices.symbol !== '' ? (
        <TextField
          label="Symbol in the file"
          problem={choices.symbol === '' ? problem('symbol') : undefined}
          value={choices.symbol}
          onChange={(symbol) => set({ symbol })}
        />
      ) : null}
      <Choice
        label="Rows out of order"
        value={choices.disorder}
        options={disorders}
        onChange={(disorder) => set({ disorder })}
      />
      <Choice
        label="Rows of one time"
        value={choices.duplicates}
        options={duplicates}
        onChange={(chosen) => set({ duplicates: chosen })}
      />
      <Choice
        label="Impossible prices"
        value={choices.impossible}
        options={impossibles}
        onChange={(impossible) => set({ impossible })}
      />
      <Rarer choices={choices} set={set} preview={preview} />
    </div>
  )
}

interface RarerProps {
  readonly choices: ImportChoices
  readonly set: (change: Partial<ImportChoices>) => void
  readonly preview: Preview | null
}

/** Choices that detection nearly always gets right. */
function Rarer({ choices, set, preview }: RarerProps) {
  return (
    <details className="sm:col-span-2">
      <summary className="py-1 text-xs text-ink-2 hover:text-ink">Form, kind and columns</summary>
      <div className="grid grid-cols-1 gap-2 pt-1 sm:grid-cols-2">
        <Choice
          label="Form"
          value={choices.dialect}
          options={[detected, ...dialects.map((value) => ({ value, title: showWord(value) }))]}
          onChange={(dialect) => set({ dialect })}
        />
        <Choice
          label="Kind"
          value={choices.kind}
          options={[detected, ...seriesKinds.map((value) => ({ value, title: showWord(value) }))]}
          onChange={(kind) => set({ kind })}
        />
        <Choice
          label="Time of a bar"
          value={choices.label}
          options={labels}
          onChange={(label) => set({ label })}
        />
        {barFields.map((field) => (
          <TextField
            key={field}
            label={`Column of ${showName(field).toLowerCase()}`}
            value={choices.columns[field] ?? ''}
            placeholder={
              preview?.columns.find((column) => column.field === field)?.column ?? 'name or number'
            }
            onChange={(column) => set({ columns: { ...choices.columns, [field]: column } })}
          />
        ))}
      </div>
    </details>
  )
}
