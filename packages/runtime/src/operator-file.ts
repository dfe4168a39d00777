/** Settings that the operator keeps as JSON files in the data directory: read once, checked whole. */
import { existsSync, readFileSync } from 'node:fs'
import type { z } from 'zod'

/** Null: there is no such file. Throws an Error that names file and field where it is wrong. */
export function readOperatorFile<Content>(path: string, schema: z.ZodType<Content>): Content | null {
  if (!existsSync(path)) return null
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new Error(`${path} is no JSON`)
  }
  const read = schema.safeParse(json)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Error(`${path}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}`)
}
