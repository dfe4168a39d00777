/** Talks to the identity endpoints of the server: sign in with e-mail and password, sign out. */
import { z } from 'zod'

/** `refused` carries a sentence for the person who signs in. */
export type SignInResult =
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'refused'; readonly message: string }

const refusal = z.object({ code: z.string().optional(), message: z.string().optional() })

const byCode: Readonly<Record<string, string>> = {
  INVALID_EMAIL_OR_PASSWORD: 'The e-mail address and the password do not belong together.',
  INVALID_EMAIL: 'This is not an e-mail address.',
  EMAIL_NOT_VERIFIED: 'This e-mail address is not verified yet.',
}

/** Returns what to tell a person about a refused sign-in, from the status and body of the answer. */
export function explainRefusal(status: number, body: unknown): string {
  if (status === 429) return 'Too many attempts. Wait a minute, then try again.'
  const parsed = refusal.safeParse(body)
  const code = parsed.success ? parsed.data.code : undefined
  const known = code ? byCode[code] : undefined
  if (known) return known
  if (status >= 500) return 'The server failed. Try again in a moment.'
  return (parsed.success && parsed.data.message) || 'The server refused to sign you in.'
}

export async function signIn(email: string, password: string): Promise<SignInResult> {
  let response: Response
  try {
    response = await post('/api/auth/sign-in/email', { email, password })
  } catch {
    return { kind: 'refused', message: 'The server cannot be reached. Check your connection and try again.' }
  }
  if (response.ok) return { kind: 'signed-in' }
  const body: unknown = await response.json().catch(() => null)
  return { kind: 'refused', message: explainRefusal(response.status, body) }
}

/** Ends the session on the server. Rejects when the server cannot be reached: the person must know they are still in. */
export async function signOut(): Promise<void> {
  const response = await post('/api/auth/sign-out', {})
  if (!response.ok) throw new Error(`Signing out failed with status ${response.status}.`)
}

function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}
