/** How a sweep chooses its parameter sets, and what it ranks them by. */
import { Choice } from '../controls/choice.tsx'
import { TextField } from '../controls/text-field.tsx'
import { showCount } from '../format/number.ts'
import { objectives } from './figure.ts'
import type { FormPart } from './form-part.ts'
import { axesOf, runCount } from './run-form.ts'

const methods = [
  { value: 'GRID', title: 'Every combination' },
  { value: 'RANDOM', title: 'Drawn by the seed' },
  { value: 'LATIN_HYPERCUBE', title: 'Spread evenly, by the seed' },
  { value: 'BAYESIAN', title: 'Where earlier ones were good' },
] as const

export function SweepFields({ form, set, problem }: FormPart) {
  const runs = runCount(form)
  return (
    <div className="grid grid-cols-2 gap-2 p-2">
      <Choice
        label="Parameter sets"
        value={form.method}
        options={methods}
        problem={problem('method')}
        onChange={(method) => set({ method })}
      />
      {form.method === 'GRID' ? null : (
        <TextField
          label="How many"
          inputMode="numeric"
          value={form.samples}
          problem={problem('samples')}
          onChange={(samples) => set({ samples })}
        />
      )}
      <Choice
        label="Ranked by"
        value={form.objective}
        options={objectives}
        problem={problem('objective')}
        onChange={(objective) => set({ objective })}
      />
      <p role="status" className="col-span-2 text-xs text-ink-2">
        {axesOf(form).length === 0
          ? 'Give values to the parameters that shall vary.'
          : runs === null
            ? 'The values cannot be counted yet.'
            : `${showCount(runs)} ${runs === 1 ? 'run' : 'runs'}${form.walks ? ' in each window, and a test of the best' : ''}.`}
      </p>
    </div>
  )
}
