/** The steps on the way to a deployment: which one is shown, which are filled in; each a click away. */
import { Check } from 'lucide-react'
import { classes } from '../controls/classes.ts'
import { type DeployFacts, type DeployForm, type DeployStep, deploySteps, stepFault } from './deploy-form.ts'

export interface DeployStepListProps {
  readonly step: DeployStep
  readonly form: DeployForm
  readonly facts: DeployFacts
  readonly onStep: (step: DeployStep) => void
}

export function DeployStepList({ step, form, facts, onStep }: DeployStepListProps) {
  const at = deploySteps.findIndex(({ id }) => id === step)
  return (
    <nav aria-label="Steps">
      <ol className="flex flex-wrap border border-line bg-panel md:flex-col">
        {deploySteps.map(({ id, title }, index) => {
          const filled = index < at && stepFault(id, form, facts) === null
          return (
            <li key={id} className="flex-1 md:flex-none">
              <button
                type="button"
                aria-current={id === step ? 'step' : undefined}
                onClick={() => onStep(id)}
                className={classes(
                  'flex min-h-8 w-full items-center gap-2 border-b-2 px-2 text-left text-xs md:border-b-0 md:border-l-2 pointer-coarse:min-h-10',
                  id === step
                    ? 'border-accent bg-accent-soft font-semibold'
                    : 'border-transparent text-ink-2 hover:bg-hover',
                )}
              >
                <span aria-hidden className="hidden w-4 text-center tabular-nums md:inline">
                  {filled ? <Check className="size-3.5" /> : index + 1}
                </span>
                {title}
              </button>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
