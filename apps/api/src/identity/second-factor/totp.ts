/**
 * Codes that follow from a secret and the time: RFC 6238 as every authenticator app does it, with SHA-1, six digits and steps
 * of thirty seconds. Pure: the time is an argument.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

export const DIGITS = 6
export const STEP_SECONDS = 30

/** How many steps a phone's clock may be off, either way. */
const DRIFT_STEPS = 1

/** The number of the thirty seconds that an instant (epoch milliseconds) falls in. */
export function stepAt(nowMs: number): number {
  return Math.floor(nowMs / 1000 / STEP_SECONDS)
}

/** Finds the step whose code this is, the newest first; null: it is of no step around the instant. */
export function stepOfCode(secret: string, code: string, nowMs: number): number | null {
  const now = stepAt(nowMs)
  let found: number | null = null
  // All are compared, so that the time it takes says nothing.
  for (let step = now - DRIFT_STEPS; step <= now + DRIFT_STEPS; step += 1) {
    if (isSame(code, codeAt(secret, step))) found = step
  }
  return found
}

/** RFC 4226 over the number of the step. */
function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', secret).update(counter).digest()
  const offset = (hash.at(-1) ?? 0) & 0xf
  const number = hash.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}
