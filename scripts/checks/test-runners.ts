/**
 * The checks that are test runners: their tests are counted one by one.
 *
 * Some thousand tests of processes, sockets and databases share two cores. What fails is tried once more with the machine to
 * itself; what passes then is unsteady: it counts as passed, is named at the end, and is a defect of its own to be mended.
 */
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../command.ts'
import { buildConsole } from '../console-build.ts'
import { findChromium } from '../machine.ts'
import { type Check, verdict, type Verdict } from './check.ts'

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** More files than these fail for a reason, not by chance: nothing is tried again. */
const MOST_UNSTEADY = 3

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number
    readonly unexpected: number
    readonly flaky: number
    readonly skipped: number
  }
  readonly errors: readonly { readonly message?: string }[]
}

/** Unit, property and integration tests, in vitest. */
export const vitest: Check = {
  name: 'vitest',
  run: async (root) => {
    const first = await runVitest(root, [])
    const again = failedFiles(first.report)
    if (again.length === 0 || again.length > MOST_UNSTEADY) return [countVitest(first.report, first.code)]
    console.log(`\nOnce more, alone: ${again.join(', ')}`)
    const second = await runVitest(root, ['--maxWorkers=1', ...again])
    return [countUnsteady(first.report, second.report, second.code)]
  },
}

function runVitest(root: string, more: readonly string[]): Promise<{ report: VitestReport; code: number }> {
  return withReport(async (path) => {
    const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${path}`, ...more]
    const { code } = await run('vitest', args, { cwd: root, show: true })
    return { report: JSON.parse(readFileSync(path, 'utf8')) as VitestReport, code }
  })
}

const failedFiles = ({ testResults }: VitestReport): readonly string[] =>
  testResults.filter(({ status }) => status === 'failed').map(({ name }) => name)

/** Browser tests, in Playwright, against a console that is built when its sources changed. */
export const browser: Check = {
  name: 'browser',
  run: async (root) => {
    const tests = globSync('e2e/**/*.e2e.test.ts', { cwd: root, exclude: ['**/node_modules/**'] })
    if (tests.length === 0) return [verdict('browser', ['e2e holds no *.e2e.test.ts'])]
    await buildConsole(root)
    return withReport(async (report) => {
      const args = ['test', '--reporter=list,json']
      const chromium = findChromium()
      const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: report, ...(chromium ? { CHROMIUM_PATH: chromium } : {}) }
      const { code } = await run('playwright', args, { cwd: join(root, 'e2e'), env, show: true })
      return [countPlaywright(JSON.parse(readFileSync(report, 'utf8')) as PlaywrightReport, code)]
    })
  },
}

/** Counts a vitest run. A file that could not be loaded, a skipped test and an error outside tests count as failed. */
export function countVitest(report: VitestReport, code: number): Verdict {
  const broken = report.testResults.filter(
    (f) => f.status === 'failed' && f.assertionResults.length === 0,
  ).length
  const skipped = report.numPendingTests + report.numTodoTests
  const known = report.numFailedTests + broken + skipped
  const failed = known === 0 && code !== 0 ? 1 : known
  const detail = [
    broken > 0 ? `${broken} test files could not be loaded` : '',
    skipped > 0 ? `${skipped} tests were skipped` : '',
    known === 0 && code !== 0 ? 'vitest failed outside its tests; its output says where' : '',
  ].filter((line) => line !== '')
  return {
    name: 'vitest',
    passed: report.numPassedTests,
    failed,
    ...(detail.length ? { detail: detail.join('\n') } : {}),
  }
}

/** Counts a run whose failed files were run once more, alone: these count as they ended there. */
export function countUnsteady(first: VitestReport, second: VitestReport, code: number): Verdict {
  const again = new Set(failedFiles(first))
  const settled = first.testResults.filter(({ name }) => !again.has(name))
  const passed = settled.flatMap((file) => file.assertionResults.filter(({ status }) => status === 'passed'))
  const skipped = settled.flatMap((file) => file.assertionResults.filter(({ status }) => status !== 'passed'))
  const counted = countVitest(
    {
      ...second,
      numPassedTests: second.numPassedTests + passed.length,
      numPendingTests: second.numPendingTests + skipped.length,
    },
    code,
  )
  const unsteady = first.testResults
    .flatMap((file) => file.assertionResults.filter(({ status }) => status === 'failed'))
    .map(({ fullName }) => `unsteady, failed beside others and was run again alone: ${fullName}`)
  return { ...counted, detail: [...unsteady, ...(counted.detail ? [counted.detail] : [])].join('\n') }
}

/** Counts a Playwright run. A test that passed when tried again is named; a skipped one counts as failed. */
export function countPlaywright(report: PlaywrightReport, code: number): Verdict {
  const { expected, unexpected, flaky, skipped } = report.stats
  const known = unexpected + skipped
  const failed = known === 0 && code !== 0 ? 1 : known
  const detail = [
    flaky > 0 ? `unsteady: ${flaky} tests passed only when tried again; the list above says which` : '',
    skipped > 0 ? `${skipped} tests were skipped` : '',
    ...report.errors.map((error) => error.message ?? 'an error outside any test'),
  ].filter((line) => line !== '')
  return {
    name: 'browser',
    passed: expected + flaky,
    failed,
    ...(detail.length ? { detail: detail.join('\n') } : {}),
  }
}

async function withReport<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
  const dir = mkdtempSync(join(tmpdir(), 'quarterdeck-report-'))
  try {
    return await use(join(dir, 'report.json'))
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
