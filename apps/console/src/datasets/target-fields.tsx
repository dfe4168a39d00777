/** Which dataset an import goes into, and what it may do to rows that are there. */
import { Choice } from '../controls/choice.tsx'
import { TextField } from '../controls/text-field.tsx'
import { showWord } from '../format/words.ts'
import type { AssetClass } from '../generated/graphql.ts'
import type { ImportTarget } from './import-choices.ts'
import { InstrumentField } from './instrument-field.tsx'

const assetClasses: readonly AssetClass[] = [
  'CRYPTO',
  'EQUITY',
  'OPTION',
  'FUTURE',
  'FX',
  'METAL',
  'EVENT_CONTRACT',
  'INDEX',
]

const modes = [
  { value: 'APPEND', title: 'Are kept; only add' },
  { value: 'CORRECT', title: 'Give way to new ones' },
  { value: 'REPLACE', title: 'Go: replace them all' },
] as const

export interface TargetFieldsProps {
  readonly target: ImportTarget
  readonly onChange: (change: Partial<ImportTarget>) => void
  readonly known: readonly string[]
  /** Trades and quotes have no length of bars. */
  readonly ticks: boolean
}

export function TargetFields({ target, onChange, known, ticks }: TargetFieldsProps) {
  return (
    <div className="grid grid-cols-1 gap-2 p-2 sm:grid-cols-2">
      <InstrumentField
        hint="VENUE:SYMBOL, listed here or not"
        known={known}
        value={target.instrumentId}
        onChange={(instrumentId) => onChange({ instrumentId })}
      />
      {ticks ? null : (
        <TextField
          label="Timeframe"
          hint="Such as 1m, 4h or 1d"
          value={target.timeframe}
          onChange={(timeframe) => onChange({ timeframe })}
        />
      )}
      <Choice
        label="Rows that are there"
        value={target.mode}
        options={modes}
        onChange={(mode) => onChange({ mode })}
      />
      <Choice
        label="Asset class"
        value={target.assetClass}
        options={[
          { value: '', title: 'Not said' },
          ...assetClasses.map((value) => ({ value, title: showWord(value) })),
        ]}
        onChange={(assetClass) => onChange({ assetClass })}
      />
    </div>
  )
}
