/** Chooses what something is about: a scope, and where it needs one, its target. */
'use client'

import { controlLook, Field } from '../controls/field.tsx'
import { showWord } from '../format/words.ts'
import type { RiskTargetsQuery as TargetsResult } from '../generated/graphql.ts'
import { hasTarget, type Scope, targetsOf } from './scope-targets.ts'

export interface ScopeChoice<S extends Scope = Scope> {
  readonly scope: S
  /** Empty for a scope without a target. */
  readonly targetId: string
}

export interface ScopePickerProps<S extends Scope> {
  readonly scopes: readonly S[]
  readonly choice: ScopeChoice<S>
  readonly onChange: (choice: ScopeChoice<S>) => void
  readonly targets: TargetsResult | undefined
}

export function ScopePicker<S extends Scope>({ scopes, choice, onChange, targets }: ScopePickerProps<S>) {
  const available = targetsOf(choice.scope, targets)
  return (
    <div className="grid grid-cols-2 gap-2">
      <Field label="Scope">
        {(ids) => (
          <select
            {...ids}
            value={choice.scope}
            onChange={(event) => {
              const scope = scopes.find((each) => each === event.target.value)
              if (scope) onChange({ scope, targetId: targetsOf(scope, targets)[0]?.id ?? '' })
            }}
            className={controlLook}
          >
            {scopes.map((scope) => (
              <option key={scope} value={scope}>
                {showWord(scope)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {hasTarget(choice.scope) ? (
        <Field
          label="Target"
          hint={available.length === 0 ? 'There is nothing of this kind yet.' : undefined}
        >
          {(ids) => (
            <select
              {...ids}
              value={choice.targetId}
              onChange={(event) => onChange({ ...choice, targetId: event.target.value })}
              className={controlLook}
            >
              <option value="">Choose…</option>
              {available.map((target) => (
                <option key={target.id} value={target.id}>
                  {target.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      ) : null}
    </div>
  )
}
