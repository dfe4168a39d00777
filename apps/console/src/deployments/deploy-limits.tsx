/** The step of a deployment that names it and bounds it: what it may trade, how often it may order, what it shares. */
import { Choice } from '../controls/choice.tsx'
import { TextField } from '../controls/text-field.tsx'
import { NAME_LENGTH_MAX } from './deploy-form.ts'
import type { DeployPart } from './deploy-part.ts'
import { TradeBounds } from './trade-bounds.tsx'

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
      <TradeBounds form={form} set={set} problem={problem} />
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
