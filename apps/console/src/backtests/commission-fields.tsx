/** What trading costs: how it is charged, and between which bounds an order pays. */
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

const amountHints: Readonly<Record<string, string>> = {
  RATE: '0.001 is 0.1 %',
  PER_UNIT: 'For each unit of quantity',
  PER_ORDER: 'For each order that trades',
}

export function CommissionFields({ form, set, problem }: FormPart) {
  return (
    <>
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
    </>
  )
}
