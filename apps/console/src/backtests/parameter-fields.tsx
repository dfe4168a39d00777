/** Asks for the parameters of a strategy as its schema declares them; in a sweep, for the values that each takes. */
import { Choice } from '../controls/choice.tsx'
import { TextField } from '../controls/text-field.tsx'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import type { ParameterFields_StrategyParameterFragmentFragment } from '../generated/graphql.ts'
import type { FormPart } from './form-part.ts'

export const ParameterFields_StrategyParameterFragment = graphql(`
  fragment ParameterFields_StrategyParameterFragment on StrategyParameter {
    name
    kind
    description
    default
    min
    max
    step
    values
    maxLength
  }
`)

export type Parameter = ParameterFields_StrategyParameterFragmentFragment

export interface ParameterFieldsProps extends FormPart {
  readonly parameters: readonly FragmentType<typeof ParameterFields_StrategyParameterFragment>[]
}

/** Says what a parameter is and which values it allows. */
export function parameterHint({ description, min, max, step, kind }: Parameter): string {
  const bounds =
    min != null && max != null
      ? `${min} to ${max}`
      : min != null
        ? `at least ${min}`
        : max != null
          ? `at most ${max}`
          : ''
  const steps = step != null && !(kind === 'INT' && step === '1') ? `steps of ${step}` : ''
  const allowed = [bounds, steps].filter(Boolean).join(', ')
  if (allowed === '' || description === '') return description || allowed
  return `${description.replace(/\.$/, '')}: ${allowed}.`
}

export function ParameterFields({ form, set, problem, parameters }: ParameterFieldsProps) {
  const shown = getFragmentData(ParameterFields_StrategyParameterFragment, parameters)
  if (shown.length === 0) return null
  return (
    <div
      className={
        form.sweeps
          ? 'grid grid-cols-2 gap-2 border-t border-line p-2'
          : 'grid grid-cols-1 gap-2 border-t border-line p-2 sm:grid-cols-2'
      }
    >
      {shown.map((parameter) => (
        <ParameterField
          key={parameter.name}
          parameter={parameter}
          value={form.parameters[parameter.name] ?? ''}
          problem={problem(parameter.name)}
          onChange={(value) => set({ parameters: { ...form.parameters, [parameter.name]: value } })}
          {...(form.sweeps
            ? {
                axis: form.axes[parameter.name] ?? '',
                onAxis: (values: string) => set({ axes: { ...form.axes, [parameter.name]: values } }),
              }
            : {})}
        />
      ))}
      {form.sweeps && problem('axes') ? (
        <p role="alert" className="col-span-2 text-2xs text-bad">
          {problem('axes')}
        </p>
      ) : null}
    </div>
  )
}

interface ParameterFieldProps {
  readonly parameter: Parameter
  readonly value: string
  readonly problem: string | undefined
  readonly onChange: (value: string) => void
  readonly axis?: string
  readonly onAxis?: (values: string) => void
}

const numeric = ['INT', 'NUMBER', 'DECIMAL']

/** One parameter; `axis` and `onAxis` are of a sweep. */
export function ParameterField({
  parameter,
  value,
  problem,
  onChange,
  axis = '',
  onAxis,
}: ParameterFieldProps) {
  const { name, kind } = parameter
  const words = kind === 'BOOLEAN' ? ['true', 'false'] : (parameter.values ?? null)
  const hint = parameterHint(parameter)
  const varied = axis.trim() !== ''
  return (
    <>
      {words ? (
        <Choice
          label={name}
          hint={hint}
          problem={problem}
          value={value}
          options={[
            { value: '', title: parameter.default == null ? 'Choose one' : `${parameter.default} (default)` },
            ...words.map((word) => ({ value: word, title: word })),
          ]}
          onChange={onChange}
        />
      ) : (
        <TextField
          label={name}
          hint={hint}
          problem={varied ? undefined : problem}
          value={value}
          disabled={varied}
          inputMode={numeric.includes(kind) ? 'decimal' : 'text'}
          maxLength={parameter.maxLength ?? undefined}
          placeholder={parameter.default ?? ''}
          onChange={onChange}
        />
      )}
      {onAxis ? (
        <TextField
          label={`Values of ${name}`}
          hint={numeric.includes(kind) ? 'from:to:step, or a,b,c' : 'a,b,c'}
          problem={varied ? problem : undefined}
          value={axis}
          placeholder="not varied"
          onChange={onAxis}
        />
      ) : null}
    </>
  )
}
