/**
 * `npm test`: every check, one after the other, and one line at the end that says how many tests passed and failed.
 *
 * A failing check does not stop the next, so that one run shows all faults.
 */
import { apiReport } from './checks/api-report.ts'
import { boundaries } from './checks/boundaries.ts'
import { type Check, verdict, type Verdict } from './checks/check.ts'
import { lockPlatforms } from './checks/lock-platforms.ts'
import { readOnlyApi } from './checks/read-only-api.ts'
import { contractOperations, schemaBreaking, schemaSnapshot } from './checks/schema.ts'
import { specRules } from './checks/spec-rules.ts'
import { browser, vitest } from './checks/test-runners.ts'
import { format, lint, packages, types, unused } from './checks/tools.ts'
import { generate } from './generate.ts'
import { machine } from './machine.ts'

const generated: Check = {
  name: 'generate',
  run: async (root) => {
    await generate(root)
    return [verdict('generate: prisma client, typed documents', [])]
  },
}

/** In the order they run: what others build on first, what takes long last. */
const CHECKS: readonly Check[] = [
  machine,
  generated,
  lockPlatforms,
  boundaries,
  readOnlyApi,
  packages,
  specRules,
  types,
  lint,
  format,
  unused,
  schemaSnapshot,
  schemaBreaking,
  contractOperations,
  apiReport,
  vitest,
  browser,
]

/**
 * Runs the named checks, or all of them, and prints what failed.
 *
 * Returns the exit code: 0 when all passed, 1 when something failed, 2 when a name is unknown.
 */
export async function runChecks(root: string, names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !CHECKS.some((check) => check.name === name))
  if (unknown.length > 0) {
    console.error(
      `Unknown check: ${unknown.join(', ')}. There are: ${CHECKS.map((check) => check.name).join(', ')}`,
    )
    return 2
  }
  const verdicts: Verdict[] = []
  for (const check of CHECKS.filter((one) => names.length === 0 || names.includes(one.name))) {
    const result = await runOne(check, root)
    result.forEach(print)
    verdicts.push(...result)
  }
  const passed = verdicts.reduce((sum, one) => sum + one.passed, 0)
  const failed = verdicts.reduce((sum, one) => sum + one.failed, 0)
  const failures = verdicts.filter((one) => one.failed > 0).map((one) => `  ${one.name}`)
  if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`)
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

async function runOne(check: Check, root: string): Promise<readonly Verdict[]> {
  try {
    return await check.run(root)
  } catch (error) {
    return [verdict(check.name, [error instanceof Error ? error.message : String(error)])]
  }
}

function print({ name, passed, failed, detail }: Verdict): void {
  const count = passed + failed > 1 ? ` (${passed} passed, ${failed} failed)` : ''
  console.log(`${failed === 0 ? 'ok    ' : 'FAILED'} ${name}${count}`)
  if (detail) console.log(detail.replaceAll(/^/gm, '       '))
}
