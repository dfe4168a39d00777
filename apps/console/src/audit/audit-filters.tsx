/** Narrows the audit log by action, person and time. */
'use client'

import { Button } from '../controls/button.tsx'
import { controlLook, Field } from '../controls/field.tsx'
import { type Filters, noFilters } from './filters.ts'

export interface AuditFiltersProps {
  readonly filters: Filters
  readonly onChange: (filters: Filters) => void
  /** Actions to suggest: those in the log as it is shown. */
  readonly actions: readonly string[]
  readonly people: readonly { readonly id: string; readonly name: string }[]
}

export function AuditFilters({ filters, onChange, actions, people }: AuditFiltersProps) {
  const set = (change: Partial<Filters>) => onChange({ ...filters, ...change })
  return (
    <form
      aria-label="Filters"
      onSubmit={(event) => event.preventDefault()}
      className="grid grid-cols-2 items-end gap-2 border-b border-line p-2 sm:flex"
    >
      <datalist id="audit-actions">
        {actions.map((action) => (
          <option key={action} value={action} />
        ))}
      </datalist>
      <Field label="Action" className="sm:w-48">
        {(ids) => (
          <input
            {...ids}
            list="audit-actions"
            value={filters.action}
            onChange={(event) => set({ action: event.target.value })}
            placeholder="any"
            className={controlLook}
          />
        )}
      </Field>
      <Field label="Person" className="sm:w-48">
        {(ids) => (
          <select
            {...ids}
            value={filters.actorId}
            onChange={(event) => set({ actorId: event.target.value })}
            className={controlLook}
          >
            <option value="">Anyone</option>
            {people.map((person) => (
              <option key={person.id} value={person.id}>
                {person.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="From" className="sm:w-52">
        {(ids) => (
          <input
            {...ids}
            type="datetime-local"
            value={filters.from}
            onChange={(event) => set({ from: event.target.value })}
            className={controlLook}
          />
        )}
      </Field>
      <Field label="To" className="sm:w-52">
        {(ids) => (
          <input
            {...ids}
            type="datetime-local"
            value={filters.to}
            onChange={(event) => set({ to: event.target.value })}
            className={controlLook}
          />
        )}
      </Field>
      <Button onClick={() => onChange(noFilters)}>Clear</Button>
    </form>
  )
}
