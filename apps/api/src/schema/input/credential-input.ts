/** A venue's credential on its way in: it is handed to the runtime and kept nowhere here. */
import { InvalidInput } from '../../problem/problem.ts'
import { builder } from '../builder.ts'

const FIELDS_MAX = 12
const VALUE_LENGTH_MAX = 10_000

export const CredentialFieldInput = builder.inputType('CredentialFieldInput', {
  description: "One field of a venue's credential. It is never returned, logged or journaled.",
  fields: (t) => ({
    name: t.string({ required: true, description: 'Its name among `venueOffers.credentialFields`.' }),
    value: t.string({
      required: true,
      description: `What it is; at most ${VALUE_LENGTH_MAX.toLocaleString('en')} characters.`,
    }),
  }),
})

type Field = typeof CredentialFieldInput.$inferInput

/** By name of a field. Throws BAD_USER_INPUT naming the field, never with any part of a value. */
export function credentialOf(fields: readonly Field[], path: readonly string[]): Record<string, string> {
  if (fields.length > FIELDS_MAX) throw new InvalidInput(`must have at most ${FIELDS_MAX} fields`, path)
  const credential = new Map<string, string>()
  for (const [place, { name, value }] of fields.entries()) {
    const at = [...path, String(place)]
    if (credential.has(name)) throw new InvalidInput('names a field a second time', [...at, 'name'])
    if (value.length > VALUE_LENGTH_MAX)
      throw new InvalidInput(`must have at most ${VALUE_LENGTH_MAX} characters`, [...at, 'value'])
    credential.set(name, value)
  }
  return Object.fromEntries(credential)
}
