/** What every refusal owes the caller: its kind, the argument at fault, what is allowed; and nothing half-done behind it. */
import { expect } from 'vitest'
import type { Answer } from '../../src/testing/client.ts'
import type { Tenants } from '../tenants.ts'

export interface Expected {
  readonly code: 'BAD_USER_INPUT' | 'NOT_FOUND' | 'CONFLICT' | 'FORBIDDEN'
  /** The argument at fault, from its root; null: no single one. */
  readonly path: readonly string[] | null
  readonly says: RegExp
}

const REVEALING = /INTERNAL|stack|node_modules|Prisma|prisma|PGlite|SELECT|at .*\.ts:/

/** Expects one problem as data, or, where the value is not even of its type, one GraphQL error that names the field. */
export function expectRefusal(answer: Answer, field: string, { code, path, says }: Expected): void {
  const text = JSON.stringify(answer)
  expect(text).not.toMatch(REVEALING)
  expect(answer.status).toBeLessThan(500)
  if (answer.errors !== undefined) {
    expect(answer.errors[0]).toMatchObject({ message: expect.stringMatching(says), extensions: { code } })
    // A value that is not of its type never reaches the mutation: the message names where it stands.
    if (path !== null) expect(answer.errors[0]?.message).toContain(path.at(-1))
    return
  }
  const problem = (answer.data as Record<string, unknown> | null | undefined)?.[field]
  expect(problem).toMatchObject({ code, path, message: expect.stringMatching(says) })
}

/** Runs a step that must change nothing: no tenant's event stream has anything new in it but the clockwork's valuations. */
export async function unchanged<Result>(
  { server, a, b }: Tenants,
  step: () => Promise<Result>,
): Promise<Result> {
  const { runtime, prisma } = server
  const before = [a, b].map(({ storedId }) => ({ organizationId: storedId, seq: runtime.headSeq(storedId) }))
  const result = await step()
  for (const { organizationId, seq } of before) {
    if (runtime.headSeq(organizationId) === seq) continue
    const where = { organizationId, seq: { gt: seq }, type: { not: 'AccountMarked' } }
    const since = await prisma.journalEvent.findMany({ where, select: { type: true, payload: true } })
    expect(since).toEqual([])
  }
  return result
}
