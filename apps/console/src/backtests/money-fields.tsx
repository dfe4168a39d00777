/** What a backtest starts with, and the seed of all chance in it. */
import { TextField } from '../controls/text-field.tsx'
import type { FormPart } from './form-part.ts'

export function MoneyFields({ form, set, problem }: FormPart) {
  return (
    <div className="grid grid-cols-3 gap-2 p-2">
      <TextField
        label="Cash"
        inputMode="decimal"
        value={form.cash}
        problem={problem('cash')}
        onChange={(cash) => set({ cash })}
      />
      <TextField
        label="Currency"
        value={form.currency}
        problem={problem('currency')}
        onChange={(currency) => set({ currency })}
      />
      <TextField
        label="Seed"
        inputMode="numeric"
        value={form.seed}
        problem={problem('seed')}
        onChange={(seed) => set({ seed })}
      />
    </div>
  )
}
