/**
 * `quarterdeck strategy check`: all that a deploy would say of a strategy, its parameters, a run over a few made-up bars, the same run
 * again, and runs on beginnings of the bars: it must not throw, must decide the same twice, and must not know what comes later.
 */

import { askStrategy, StudyFault, type StrategyFile } from '@quarterdeck/simulation'
import type { ParamDescription } from '@quarterdeck/sdk'
import { Refused } from '../../exit.ts'
import { printRows } from '../../output/table.ts'
import { inWords } from '../backtest/in-words.ts'
import { pairsOf } from '../backtest/run-options.ts'
import { strategyFileOf, type LimitOptions } from '../backtest/strategy-file.ts'
import { dryRun } from './dry-run.ts'
import { fault, ok, type Finding } from './finding.ts'
import { entryOf, foretoldBuild, problemLine } from './source.ts'

export interface CheckOptions extends LimitOptions {
  readonly param: readonly string[]
  readonly json: boolean
}

export async function checkStrategy(path: string, options: CheckOptions): Promise<void> {
  const file = strategyFileOf(await entryOf(path), options)
  const findings: Finding[] = [await built(file)]
  const params = await inWords(() => dry(file, pairsOf('--param', options.param), findings))
  if (options.json) process.stdout.write(`${JSON.stringify({ findings, params }, null, 2)}\n`)
  else print(findings, params)
  const faults = findings.filter(({ verdict }) => verdict === 'fault').length
  if (faults > 0) throw new Refused(`${path}: ${faults} of ${findings.length} checks failed.`)
}

/** What the builder says, the same that it says to a deploy: imports, syntax, types, and what the bundle is. */
async function built({ path }: StrategyFile): Promise<Finding> {
  const foretold = await foretoldBuild(path)
  if (!foretold.ok)
    return { ...fault('build', foretold.problems.map(problemLine).join('\n')), problems: foretold.problems }
  const { digest, bundle, manifest } = foretold.artifact
  return ok(
    'build',
    `artifact ${digest.slice(0, 12)}, ${bundle.length} characters, SDK ${manifest.sdkVersion}`,
  )
}

/** Loads it, asks what it needs, and runs it; says what it found in `findings`. The parameters, empty where it cannot be loaded. */
async function dry(
  file: StrategyFile,
  given: Readonly<Record<string, string>>,
  findings: Finding[],
): Promise<readonly ParamDescription[]> {
  try {
    return await askStrategy(file, async (strategy) => {
      const { name, sources, params } = strategy.facts
      findings.push(ok('load', `${name}, ${sources.length} file(s), ${sources[0]?.sha256.slice(0, 12)}`))
      await dryRun(file, { strategy, given, onFinding: (finding) => findings.push(finding) })
      return params
    })
  } catch (error) {
    if (!(error instanceof StudyFault)) throw error
    const isLoaded = findings.some(({ check }) => check === 'load')
    findings.push(fault(!isLoaded ? 'load' : error.kind === 'REQUEST' ? 'parameters' : 'run', error.message))
    return []
  }
}

function print(findings: readonly Finding[], params: readonly ParamDescription[]): void {
  for (const { check, verdict, message } of findings)
    process.stdout.write(`${verdict.padEnd(6)} ${check.padEnd(11)} ${message}\n`)
  if (params.length === 0) return
  process.stdout.write('\n')
  printRows(
    params,
    [
      { title: 'PARAMETER', of: ({ name }) => name },
      { title: 'KIND', of: ({ kind }) => kind },
      {
        title: 'DEFAULT',
        of: ({ default: otherwise }) => (otherwise === null ? 'must be given' : String(otherwise)),
      },
      { title: 'FROM', of: ({ min }) => min },
      { title: 'TO', of: ({ max }) => max },
      { title: 'MEANING', of: ({ description }) => description },
    ],
    { json: false },
  )
}
