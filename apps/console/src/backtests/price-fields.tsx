/** Prices that orders trade on, and what holding brings or costs beside the dividends of the datasets. */
import { Choice } from '../controls/choice.tsx'
import { classes } from '../controls/classes.ts'
import { controlFrame, Field } from '../controls/field.tsx'
import { CARRY_HEADER } from './carry-text.ts'
import type { FormPart } from './form-part.ts'

const bases = [
  { value: 'RAW', title: 'As traded: splits and dividends happen' },
  { value: 'SPLIT', title: 'Adjusted for splits: dividends happen' },
  { value: 'ADJUSTED', title: 'Total return: nothing happens' },
] as const

export function PriceFields({ form, set, problem }: FormPart) {
  return (
    <div className="grid grid-cols-1 gap-2 p-2">
      <Choice
        label="Prices"
        value={form.prices}
        options={bases}
        problem={problem('prices')}
        onChange={(prices) => set({ prices })}
      />
      <Field
        label="Funding, rollover, further dividends"
        hint={`A line each: ${CARRY_HEADER}`}
        problem={problem('carry')}
      >
        {(ids) => (
          <textarea
            {...ids}
            rows={3}
            spellCheck={false}
            placeholder="BINANCE:BTCUSDT,2024-02-09T08:00:00Z,FUNDING,0.0001"
            value={form.carry}
            onChange={(event) => set({ carry: event.target.value })}
            className={classes(controlFrame, 'w-full resize-y px-2 py-1 font-mono')}
          />
        )}
      </Field>
    </div>
  )
}
