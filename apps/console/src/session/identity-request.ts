/** Asks the identity endpoints of the server, and puts what they refuse into words. */
import { z } from 'zod'

/** `refused` carries a sentence for the person who asks. */
export type IdentityAnswer =
  | { readonly kind: 'done'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly message: string }

const refusal = z.object({ code: z.string().optional(), message: z.string().optional() })

const byCode: Readonly<Record<string, string>> = {
  INVALID_EMAIL_OR_PASSWORD: 'The e-mail address and the password do not belong together.',
  INVALID_EMAIL: 'This is not an e-mail address.',
  EMAIL_NOT_VERIFIED: 'This e-mail address is not verified yet.',
  INVALID_PASSWORD: 'This is not your password.',
  INVALID_CODE:
    'This code is not right. Type what your app shows now, or a backup code that you have not used.',
  CODE_MISSING: 'Type the code that your app shows now.',
  VALIDATION_ERROR: 'Type the six digits that your app shows now.',
  CODE_USED: 'This code was used already. Wait until your app shows the next one.',
  NO_CHALLENGE: 'It took too long. Sign in with your password again.',
}

/** Returns what to tell a person about a refusal, from the status and body of the answer. */
export function explainRefusal(status: number, body: unknown): string {
  const parsed = refusal.safeParse(body)
  const { code, message } = parsed.data ?? {}
  if (status === 429) return code === undefined ? TOO_MANY : (message ?? TOO_MANY)
  const known = code ? byCode[code] : undefined
  if (known) return known
  if (status >= 500) return 'The server failed. Try again in a moment.'
  return message || 'The server refused this.'
}

const TOO_MANY = 'Too many attempts. Wait a minute, then try again.'

export async function askIdentity(path: string, body: object): Promise<IdentityAnswer> {
  let response: Response
  try {
    response = await fetch(`/api/auth${path}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  } catch {
    return { kind: 'refused', message: 'The server cannot be reached. Check your connection and try again.' }
  }
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return { kind: 'done', body: answer }
  return { kind: 'refused', message: explainRefusal(response.status, answer) }
}
