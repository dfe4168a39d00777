/** The model servers that the operator allows, from `signal-models.json` in the data directory; no file: none. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { ModelServer } from './model-client.ts'

const SERVERS = z
  .array(
    z.strictObject({
      name: z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'must be lower-case letters, digits and hyphens' }),
      url: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }),
      token: z.string().min(1).max(1_000).optional(),
    }),
  )
  .max(20)

/** By name. Throws an Error that names file and field where the file is wrong. */
export function readModelServers(dataDir: string): ReadonlyMap<string, ModelServer> {
  const path = join(dataDir, 'signal-models.json')
  if (!existsSync(path)) return new Map()
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new Error(`${path} is no JSON`)
  }
  const read = SERVERS.safeParse(json)
  if (!read.success) {
    const [issue] = read.error.issues
    throw new Error(`${path}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}`)
  }
  return new Map(read.data.map(({ name, url, token }) => [name, { url, token: token ?? null }]))
}
