/** The secret that signs sessions: given by the environment, or made once and kept in the data directory, mode 0600. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'

const SECRET_BYTES = 32

export function loadSecret({ secret, dataDir }: Pick<Config, 'secret' | 'dataDir'>): string {
  if (secret !== null) return secret
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, 'secret')
  if (!existsSync(path)) {
    // `wx`: two processes that start at once must not end up with different secrets.
    writeFileSync(path, randomBytes(SECRET_BYTES).toString('hex'), { mode: 0o600, flag: 'wx' })
  }
  const kept = readFileSync(path, 'utf8').trim()
  if (kept.length >= SECRET_BYTES) return kept
  throw new Error(
    `${path} holds no usable secret: remove it (everybody signs in again, and second factors have to be removed), or set QUARTERDECK_SECRET`,
  )
}
