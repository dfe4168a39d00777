/** What the body of a venue's refusal says, and how much of a body a person is shown. */

export interface ErrorBody {
  /** The venue's word; empty: there is none. */
  readonly word: string
  readonly message: string
  /** Whether it has one of the venue's own shapes: only then is it the word of the venue itself and not of something before it. */
  readonly known: boolean
}

const SHOWN_CHARACTERS = 200

/** A token or a signature, where something on the way sends our own request back to us. */
const SECRETS: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '(token)'],
  [/[A-Za-z0-9+/]{80,}={0,2}/g, '(signature)'],
  [/oauth_\w+=\\?"?[^"\\,&\s]+/g, '(oauth)'],
]

/** The start of a body, for a person, without tokens and signatures. */
export function shown(body: string): string {
  const clean = SECRETS.reduce((text, [pattern, instead]) => text.replaceAll(pattern, instead), body)
  return clean.slice(0, SHOWN_CHARACTERS)
}
