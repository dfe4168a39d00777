/** What trading costs, and how orders meet recorded data. */
import { Choice } from '../controls/choice.tsx'
import { TextField } from '../controls/text-field.tsx'
import type { FormPart } from './form-part.ts'
import { hasAmount, hasBounds } from './run-form.ts'

const commissions = [
  { value: 'INSTRUMENT', title: "The instrument's own fees" },
  { value: 'NONE', title: 'None' },
  { value: 'RATE', title: 'Share of what is traded' },
  { value: 'PER_UNIT', title: 'Amount a unit' },
  { value: 'PER_ORDER', title: 'Amount an order' },
] as const

const entries = [
  { value: 'NEXT_OPEN', title: 'The next bar, from its open on' },
  { value: 'THIS_CLOSE', title: 'The close that was seen' },
] as const

const amountHints: Readonly<Record<string, string>> = {
  RATE: '0.001 is 0.1 %',
  PER_UNIT: 'For each unit of quantity',
  PER_ORDER: 'For each order that trades',
}

export function FillFields({ form, set, problem }: FormPart) {
  return (
    <div className="grid grid-cols-2 gap-2 p-2">
      <Choice
        label="Commission"
        value={form.commission}
        options={commissions}
        problem={problem('commission')}
        onChange={(commission) => set({ commission })}
      />
      {hasAmount(form.commission) ? (
        <TextField
          label="Amount"
          inputMode="decimal"
          hint={amountHints[form.commission]}
          value={form.commissionAmount}
          problem={problem('commissionAmount')}
          onChange={(commissionAmount) => set({ commissionAmount })}
        />
      ) : null}
      {hasBounds(form.commission) ? (
        <>
          <TextField
            label="An order pays at least"
            inputMode="decimal"
            placeholder="no bound"
            value={form.commissionMinimum}
            problem={problem('commissionMinimum')}
            onChange={(commissionMinimum) => set({ commissionMinimum })}
          />
          <TextField
            label="An order pays at most"
            inputMode="decimal"
            placeholder="no bound"
            value={form.commissionMaximum}
            problem={problem('commissionMaximum')}
            onChange={(commissionMaximum) => set({ commissionMaximum })}
          />
        </>
      ) : null}
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
