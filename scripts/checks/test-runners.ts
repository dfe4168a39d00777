/** The checks that are test runners: their tests are counted one by one. */
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
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

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
  run: (root) =>
    withReport(async (report) => {
      const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
      const { code } = await run('vitest', args, { cwd: root, show: true })
      return [countVitest(JSON.parse(readFileSync(report, 'utf8')) as VitestReport, code)]
    }),
}

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

/** Counts a Playwright run. A flaky or skipped test counts as failed: neither shows that the story works. */
export function countPlaywright(report: PlaywrightReport, code: number): Verdict {
  const { expected, unexpected, flaky, skipped } = report.stats
  const known = unexpected + flaky + skipped
  const failed = known === 0 && code !== 0 ? 1 : known
  const detail = [
    flaky > 0 ? `${flaky} tests passed only when tried again` : '',
    skipped > 0 ? `${skipped} tests were skipped` : '',
    ...report.errors.map((error) => error.message ?? 'an error outside any test'),
  ].filter((line) => line !== '')
  return {
    name: 'browser',
    passed: expected,
    failed,
    ...(detail.length ? { detail: detail.join('\n') } : {}),
  }
}

async function withReport(use: (path: string) => Promise<readonly Verdict[]>): Promise<readonly Verdict[]> {
  const dir = mkdtempSync(join(tmpdir(), 'quarterdeck-report-'))
  try {
    return await use(join(dir, 'report.json'))
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
