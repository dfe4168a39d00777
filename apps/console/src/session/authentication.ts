/** Signs in with e-mail and password, and with a code where a person has a second factor; signs out. */
import { z } from 'zod'
import { askIdentity } from './identity-request.ts'

/** `refused` carries a sentence for the person who signs in. */
export type SignInResult =
  | { readonly kind: 'signed-in' }
  /** The password is right; nothing is reached before a code is shown as well. */
  | { readonly kind: 'code-wanted' }
  | { readonly kind: 'refused'; readonly message: string }

const challenge = z.object({ twoFactorRedirect: z.literal(true) })

export async function signIn(email: string, password: string): Promise<SignInResult> {
  const answer = await askIdentity('/sign-in/email', { email, password })
  if (answer.kind === 'refused') return answer
  return { kind: challenge.safeParse(answer.body).success ? 'code-wanted' : 'signed-in' }
}

/** Ends the session on the server. Rejects when it did not: the person must know they are still in. */
export async function signOut(): Promise<void> {
  const answer = await askIdentity('/sign-out', {})
  if (answer.kind === 'refused') throw new Error(`Signing out failed: ${answer.message}`)
}
