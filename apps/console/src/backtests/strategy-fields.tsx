/** Which strategy is played, under which name, once, with many parameter sets, or with many in each of many windows. */
import { Choice } from '../controls/choice.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { TextField } from '../controls/text-field.tsx'
import type { FormPart } from './form-part.ts'

const kinds = [
  { value: 'once', title: 'One run' },
  { value: 'sweep', title: 'Sweep' },
  { value: 'walk', title: 'Walk-forward' },
] as const

export function StrategyFields({
  form,
  set,
  problem,
  organization,
  description,
}: FormPart & { readonly description: string }) {
  return (
    <div className="grid grid-cols-1 gap-2 p-2 sm:grid-cols-2">
      <Choice
        label="Strategy"
        value={form.strategy}
        problem={problem('strategy')}
        hint={description}
        options={[
          { value: '', title: 'Choose one' },
          ...organization.backtestStrategies.map(({ name }) => ({ value: name, title: name })),
        ]}
        // Another strategy has other parameters.
        onChange={(strategy) => set({ strategy, parameters: {}, axes: {} })}
      />
      <TextField
        label="Name"
        value={form.name}
        placeholder={form.strategy || "the strategy's name"}
        maxLength={100}
        problem={problem('name')}
        onChange={(name) => set({ name })}
      />
      <div className="sm:col-span-2">
        <Segmented
          label="Kind of backtest"
          size="large"
          options={kinds}
          value={form.sweeps ? (form.walks ? 'walk' : 'sweep') : 'once'}
          onChange={(kind) => set({ sweeps: kind !== 'once', walks: kind === 'walk' })}
        />
      </div>
    </div>
  )
}
