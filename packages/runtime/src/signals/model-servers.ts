/** The model servers that the operator allows, from `signal-models.json` in the data directory; no file: none. */
import { join } from 'node:path'
import { z } from 'zod'
import { readOperatorFile } from '../operator-file.ts'
import type { ModelServer } from './model-client.ts'

const id = z.string().min(1).max(100)
const FOLLOWED = z.strictObject({
  organizationId: id,
  accountId: id,
  instrumentId: id,
  bar: z.enum(['M1', 'M5', 'M15', 'H1', 'D1']),
  quantity: z.string().regex(/^\d{1,18}(\.\d{1,18})?$/, { error: 'must be a decimal above zero' }),
})
const SERVERS = z
  .array(
    z.strictObject({
      name: z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'must be lower-case letters, digits and hyphens' }),
      url: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }),
      token: z.string().min(1).max(1_000).optional(),
      follows: z.array(FOLLOWED).max(50).default([]),
    }),
  )
  .max(20)

/** Where the operator names them. */
export const modelServerFile = (dataDir: string): string => join(dataDir, 'signal-models.json')

/** By name. Throws an Error that names file and field where the file is wrong. */
export function readModelServers(dataDir: string): ReadonlyMap<string, ModelServer> {
  const servers = readOperatorFile(modelServerFile(dataDir), SERVERS) ?? []
  return new Map(
    servers.map(({ name, url, token, follows }) => [name, { url, token: token ?? null, follows }]),
  )
}
