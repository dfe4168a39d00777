/** The step of a deployment that names it and bounds it: what it may trade, how often it may order, what it shares. */
import { Choice } from '../controls/choice.tsx'
import { TextField } from '../controls/text-field.tsx'
import { NAME_LENGTH_MAX } from './deploy-form.ts'
import type { DeployPart } from './deploy-part.ts'

const isolations = [
  { value: 'PROCESS', title: 'A process of its own' },
  { value: 'SHARED', title: 'Shared with others of the organization' },
] as const

export function LimitsStep({ form, set, problem }: DeployPart) {
  return (
    <div className="grid grid-cols-1 gap-2 p-2 sm:grid-cols-2">
      <TextField
        label="Name of the deployment"
        hint="For people; unique within the strategy"
        maxLength={NAME_LENGTH_MAX}
        value={form.name}
        problem={problem('name')}
        onChange={(name) => set({ name, confirmation: '' })}
      />
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
      <Choice
        label="Isolation"
        hint="A process of its own has its own bounds of memory"
        value={form.isolation}
        options={isolations}
        problem={problem('isolation')}
        onChange={(isolation) => set({ isolation })}
      />
      <TextField
        label="Seed"
        hint="Of all chance in it"
        inputMode="numeric"
        value={form.seed}
        problem={problem('seed')}
        onChange={(seed) => set({ seed })}
      />
    </div>
  )
}
