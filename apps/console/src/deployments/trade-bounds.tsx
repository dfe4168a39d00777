/** What a deployment may trade and how often it may order, as a person says it: at its start and in every change. */
import { TextField } from '../controls/text-field.tsx'

interface Bounds {
  readonly ordersPerMinute: string
  /** Ids with commas between them. */
  readonly instruments: string
}

interface TradeBoundsProps {
  readonly form: Bounds
  readonly set: (change: Partial<Bounds>) => void
  /** What is wrong with a field, or undefined. */
  readonly problem: (field: string) => string | undefined
}

export function TradeBounds({ form, set, problem }: TradeBoundsProps) {
  return (
    <>
      <TextField
        label="Orders a minute, at most"
        hint="New orders and replacements, 1 to 6,000"
        inputMode="numeric"
        value={form.ordersPerMinute}
        problem={problem('ordersPerMinuteMax')}
        onChange={(ordersPerMinute) => set({ ordersPerMinute })}
      />
      <TextField
        label="Instruments that it may trade besides those it subscribes to"
        hint="Ids with commas between them, such as SIM:BTC-USD"
        className="sm:col-span-2"
        value={form.instruments}
        problem={problem('instrumentIds')}
        onChange={(instruments) => set({ instruments })}
      />
    </>
  )
}
