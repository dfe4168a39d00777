/** The limits of a policy as fields. An empty field is no limit; what is wrong is said at the field. */
'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { Plus, Trash2 } from 'lucide-react'
import { useEffect } from 'react'
import { useFieldArray, useForm } from 'react-hook-form'
import { type Problem, problemField } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { controlFrame, controlLook, Field } from '../controls/field.tsx'
import { showWord } from '../format/words.ts'
import { assetClassNames, limitMeta, type LimitsForm, limitsSchema } from './limits.ts'

export interface PolicyFormProps {
  readonly start: LimitsForm
  readonly readOnly: boolean
  /** Version the edits go on top of; none for a new policy. */
  readonly version: number | null
  readonly problem: Problem | null
  readonly onChange?: (form: LimitsForm) => void
  readonly onSave: (form: LimitsForm) => Promise<void>
}

const limitNames = limitMeta.map((limit) => limit.name)

export function PolicyForm({ start, readOnly, version, problem, onChange, onSave }: PolicyFormProps) {
  const { register, control, handleSubmit, formState, subscribe } = useForm<LimitsForm>({
    resolver: zodResolver(limitsSchema),
    defaultValues: start,
  })
  const { fields: caps, append, remove } = useFieldArray({ control, name: 'caps' })
  const refused = problem ? problemField(problem, limitNames) : null
  const submit = handleSubmit((form) => onSave(form))

  useEffect(
    () => subscribe({ formState: { values: true }, callback: ({ values }) => onChange?.(values) }),
    [subscribe, onChange],
  )

  return (
    <form aria-label="Limits" noValidate onSubmit={submit}>
      <fieldset disabled={readOnly} className="min-w-0">
        <legend className="mb-1 text-xs font-semibold">
          {version === null ? 'Limits' : `Limits, version ${version}`}
        </legend>
        <div className="grid grid-cols-2 gap-x-3 gap-y-2 xl:grid-cols-3">
          {limitMeta.map(({ name, title, unit }) => (
            <Field
              key={name}
              label={`${title} (${unit})`}
              problem={
                formState.errors.values?.[name]?.message ?? (refused === name ? problem?.message : undefined)
              }
            >
              {(ids) => (
                <input
                  {...ids}
                  {...register(`values.${name}`)}
                  inputMode="decimal"
                  autoComplete="off"
                  placeholder="no limit"
                  className={`${controlLook} num`}
                />
              )}
            </Field>
          ))}
        </div>
        <label className="mt-2 flex h-7 items-center gap-2 text-xs pointer-coarse:h-9">
          <input type="checkbox" {...register('restricted')} className="size-4 accent-accent" />
          Restricted: no new orders in this scope
        </label>
        <fieldset className="mt-2 min-w-0">
          <legend className="mb-1 text-2xs text-ink-2">Exposure caps by asset class (base currency)</legend>
          {readOnly && caps.length === 0 ? <p className="text-xs text-ink-2">None.</p> : null}
          {caps.map((cap, index) => (
            <div key={cap.id} className="mb-1 flex items-start gap-2">
              <select
                {...register(`caps.${index}.assetClass`)}
                aria-label={`Asset class of cap ${index + 1}`}
                className={`${controlFrame} h-7 w-40 px-1`}
              >
                {assetClassNames.map((each) => (
                  <option key={each} value={each}>
                    {showWord(each)}
                  </option>
                ))}
              </select>
              <Field
                hideLabel
                label={`Cap ${index + 1}`}
                problem={formState.errors.caps?.[index]?.maxExposure?.message}
                className="w-40"
              >
                {(ids) => (
                  <input
                    {...ids}
                    {...register(`caps.${index}.maxExposure`)}
                    inputMode="decimal"
                    className={`${controlLook} num`}
                  />
                )}
              </Field>
              {readOnly ? null : (
                <Button tone="quiet" aria-label={`Remove cap ${index + 1}`} onClick={() => remove(index)}>
                  <Trash2 aria-hidden className="size-3.5" />
                </Button>
              )}
            </div>
          ))}
          {readOnly ? null : (
            <Button size="dense" onClick={() => append({ assetClass: 'CRYPTO', maxExposure: '' })}>
              <Plus aria-hidden className="size-3" /> Add a cap
            </Button>
          )}
        </fieldset>
      </fieldset>
      {readOnly ? null : (
        <div className="mt-3 flex items-center gap-3">
          <Button type="submit" tone="primary" disabled={formState.isSubmitting}>
            {formState.isSubmitting ? 'Saving…' : 'Save'}
          </Button>
          {problem && !refused ? (
            <p role="alert" className="text-xs text-bad">
              {problem.message}
            </p>
          ) : null}
        </div>
      )}
    </form>
  )
}
