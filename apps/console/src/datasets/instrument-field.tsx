/** The instrument of a dataset, typed or picked from those that are listed. */
'use client'

import { useId } from 'react'
import { TextField } from '../controls/text-field.tsx'

export interface InstrumentFieldProps {
  readonly hint: string
  readonly known: readonly string[]
  readonly value: string
  readonly onChange: (instrumentId: string) => void
}

export function InstrumentField({ hint, known, value, onChange }: InstrumentFieldProps) {
  const list = useId()
  return (
    <>
      <datalist id={list}>
        {known.map((id) => (
          <option key={id} value={id} />
        ))}
      </datalist>
      <TextField label="Instrument" hint={hint} list={list} value={value} onChange={onChange} />
    </>
  )
}
