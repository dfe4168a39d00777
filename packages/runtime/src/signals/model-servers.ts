/** The model servers that the operator allows, from `signal-models.json` in the data directory; no file: none. */
import { join } from 'node:path'
import { z } from 'zod'
import { readOperatorFile } from '../operator-file.ts'
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
  const servers = readOperatorFile(join(dataDir, 'signal-models.json'), SERVERS) ?? []
  return new Map(servers.map(({ name, url, token }) => [name, { url, token: token ?? null }]))
}
