/** What a person asks of identity about the second factor. Secrets pass here and are kept by nobody. */
import { z } from 'zod'
import { askIdentity, type IdentityAnswer } from '../session/identity-request.ts'

/** What is shown once: the address behind the QR code, and the codes for the day the phone is lost. */
export interface NewFactor {
  readonly address: string
  readonly backupCodes: readonly string[]
}

type Answer<Body> =
  | { readonly kind: 'done'; readonly body: Body }
  | Extract<IdentityAnswer, { kind: 'refused' }>

const newFactor = z
  .object({ totpURI: z.string(), backupCodes: z.array(z.string()) })
  .transform(({ totpURI, backupCodes }): NewFactor => ({ address: totpURI, backupCodes }))
const newCodes = z.object({ backupCodes: z.array(z.string()) }).transform(({ backupCodes }) => backupCodes)

/** Begins to set one up: it counts for nothing before its first code. */
export async function beginFactor(password: string): Promise<Answer<NewFactor>> {
  return read(await askIdentity('/two-factor/enable', { password }), newFactor)
}

/** The first code of a new factor: from now on it is asked for. */
export function confirmFactor(code: string): Promise<IdentityAnswer> {
  return askIdentity('/two-factor/confirm', { code })
}

/** Shows a code: after a password, or anew. */
export function showCode(code: string): Promise<IdentityAnswer> {
  return askIdentity('/two-factor/verify', { code })
}

export function removeFactor(password: string, code: string): Promise<IdentityAnswer> {
  return askIdentity('/two-factor/disable', { password, code })
}

export async function renewBackupCodes(password: string, code: string): Promise<Answer<readonly string[]>> {
  return read(await askIdentity('/two-factor/generate-backup-codes', { password, code }), newCodes)
}

function read<Body>(answer: IdentityAnswer, shape: z.ZodType<Body>): Answer<Body> {
  if (answer.kind === 'refused') return answer
  return { kind: 'done', body: shape.parse(answer.body) }
}
