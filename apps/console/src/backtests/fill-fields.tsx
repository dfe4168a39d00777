/** What trading costs, and how orders meet recorded data. */
import { Choice } from '../controls/choice.tsx'
import { TextField } from '../controls/text-field.tsx'
import { CommissionFields } from './commission-fields.tsx'
import type { FormPart } from './form-part.ts'

const entries = [
  { value: 'NEXT_OPEN', title: 'The next bar, from its open on' },
  { value: 'THIS_CLOSE', title: 'The close that was seen' },
] as const

export function FillFields(part: FormPart) {
  const { form, set, problem } = part
  return (
    <div className="grid grid-cols-2 gap-2 p-2">
      <CommissionFields {...part} />
      <Choice
        label="An order on a closed bar meets"
        value={form.entry}
        options={entries}
        problem={problem('entry')}
        onChange={(entry) => set({ entry })}
      />
      <TextField
        label="Spread, basis points"
        inputMode="decimal"
        placeholder="0"
        value={form.spread}
        problem={problem('spread')}
        onChange={(spread) => set({ spread })}
      />
      <TextField
        label="Slippage, basis points"
        inputMode="decimal"
        placeholder="0"
        value={form.slippage}
        problem={problem('slippage')}
        onChange={(slippage) => set({ slippage })}
      />
      <TextField
        label="Share of a bar's volume"
        inputMode="decimal"
        placeholder="no bound"
        hint="Above 0, at most 1"
        value={form.participation}
        problem={problem('participation')}
        onChange={(participation) => set({ participation })}
      />
    </div>
  )
}
