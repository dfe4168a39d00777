/** Takes the words of a credential out of what is said to people: a venue may send back what it was sent. */
import type { Credential } from './vault.ts'

/** Shorter ones are no secrets, and would take letters out of everything. */
const SECRET_LENGTH_MIN = 6

const PEM_WORD = /^-*(BEGIN|END|EC|PRIVATE|KEY)-*$/

export type Redact = (text: string) => string

/** Every value of these fields, whole or a line of it, becomes `[credential]`. */
export function redactionOf(credential: Credential, secretFields: ReadonlySet<string>): Redact {
  const words = Object.entries(credential)
    .filter(([field]) => secretFields.has(field))
    .flatMap(([, value]) => [value, ...value.split(/\\n|\s+/)])
    .filter((word) => word.length >= SECRET_LENGTH_MIN && !PEM_WORD.test(word))
    // The longest first: a part of it would leave the rest.
    .sort((a, b) => b.length - a.length)
  return (text) => words.reduce((said, word) => said.replaceAll(word, '[credential]'), text)
}
