/** Asks for the parameters of a version as its schema declares them. */
import { type Parameter, ParameterField } from '../backtests/parameter-fields.tsx'

export interface ParameterGridProps {
  readonly parameters: readonly Parameter[]
  readonly values: Readonly<Record<string, string>>
  readonly problem: (field: string) => string | undefined
  readonly onChange: (values: Readonly<Record<string, string>>) => void
}

export function ParameterGrid({ parameters, values, problem, onChange }: ParameterGridProps) {
  if (parameters.length === 0) return <p className="p-2 text-xs text-ink-2">It takes no parameters.</p>
  return (
    <div className="grid grid-cols-1 gap-2 p-2 sm:grid-cols-2">
      {parameters.map((parameter) => (
        <ParameterField
          key={parameter.name}
          parameter={parameter}
          value={values[parameter.name] ?? ''}
          problem={problem(parameter.name)}
          onChange={(value) => onChange({ ...values, [parameter.name]: value })}
        />
      ))}
    </div>
  )
}
