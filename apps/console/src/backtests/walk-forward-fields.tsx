/** In which windows a walk-forward chooses parameters, and on what it tries them. */
import { Choice } from '../controls/choice.tsx'
import { TextField } from '../controls/text-field.tsx'
import type { FormPart } from './form-part.ts'

const kinds = [
  { value: 'ROLLING', title: 'The stretch before the test' },
  { value: 'ANCHORED', title: 'Everything from the start on' },
] as const

const lengths = [
  { field: 'train', label: 'Training', hint: 'Such as 365d; s, m, h, d or w', placeholder: '' },
  { field: 'test', label: 'Test', hint: 'The stretch that follows', placeholder: '' },
  { field: 'step', label: 'From test to test', hint: '', placeholder: 'as long as the test' },
  {
    field: 'purge',
    label: 'Purge',
    hint: 'Left out: open trades would reach into the test',
    placeholder: 'none',
  },
  { field: 'embargo', label: 'Embargo', hint: 'Left out: what follows resembles it', placeholder: 'none' },
] as const

export function WalkForwardFields({ form, set, problem }: FormPart) {
  return (
    <div className="grid grid-cols-2 gap-2 p-2">
      <Choice
        label="Chosen on"
        value={form.windowKind}
        options={kinds}
        problem={problem('kind')}
        onChange={(windowKind) => set({ windowKind })}
      />
      {lengths.map(({ field, label, hint, placeholder }) => (
        <TextField
          key={field}
          label={label}
          hint={hint}
          placeholder={placeholder}
          value={form[field]}
          problem={problem(field)}
          onChange={(value) => set({ [field]: value })}
        />
      ))}
    </div>
  )
}
