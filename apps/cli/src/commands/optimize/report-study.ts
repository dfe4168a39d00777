/** Prints a finished study: the best parameters, how the search looks around them, what walking forward gave, and what to doubt. */

import {
  FIGURES,
  formatFigure,
  type FigureName,
  type StudyOutcome,
  type StudyRun,
} from '@quarterdeck/simulation'
import { printRows } from '../../output/table.ts'
import { plainNumber } from '../backtest/report-run.ts'

const COLUMNS: readonly FigureName[] = ['totalReturn', 'sharpe', 'maxDrawdown', 'trades', 'profitFactor']

export interface StudyOutput {
  readonly metric: FigureName
  readonly top: number
  readonly json: boolean
}

export function reportStudy(outcome: StudyOutcome, output: StudyOutput): void {
  if (output.json) printJson(outcome, output)
  else printPage(outcome, output)
}

/** Best first; equals in the order in which they were tried; failed ones and repeats are left out. */
function ranked(trials: readonly StudyRun[]): readonly StudyRun[] {
  const distinct = new Map(trials.map((trial) => [JSON.stringify(trial.parameters), trial]))
  return [...distinct.values()]
    .filter(({ score }) => !Number.isNaN(score))
    .toSorted((one, other) => other.score - one.score)
}

function printJson(
  { strategy, plan, trials, judged, walkForward, kept }: StudyOutcome,
  output: StudyOutput,
): void {
  const told = {
    strategy: { name: strategy.name, sources: strategy.sources },
    metric: output.metric,
    plan: { workers: plan.workers, shards: plan.shards.length, estimate: plan.estimate },
    kept,
    best: judged.best?.parameters ?? null,
    evidence: judged.evidence,
    cautions: judged.cautions,
    walkForward: walkForward && { steps: walkForward.steps, summary: walkForward.summary },
    trials: trials.map(({ parameters, score, measured }) => ({
      parameters,
      score,
      status: measured.status,
      fault: measured.fault,
      digests: measured.digests,
      figures: measured.figures,
    })),
  }
  process.stdout.write(`${JSON.stringify(told, plainNumber, 2)}\n`)
}

function printPage(outcome: StudyOutcome, output: StudyOutput): void {
  const { trials, judged, walkForward } = outcome
  const line = (text: string): void => void process.stdout.write(`${text}\n`)
  const best = ranked(trials)
  printBest(best.slice(0, output.top), output.metric)
  printFailures(trials)
  if (walkForward !== null) printWalk(walkForward)
  line('')
  if (judged.evidence !== null) {
    const { deflatedSharpe, overfittingProbability, realityCheckPValue } = judged.evidence
    const share = (value: number | null): string =>
      value === null ? 'too little to tell' : `${(value * 100).toFixed(1)} %`
    line(`Probability that the best has skill, after ${trials.length} tries: ${share(deflatedSharpe)}.`)
    line(
      `Probability of overfitting: ${share(overfittingProbability)}; chance of so good a best without skill: ${share(realityCheckPValue)}.`,
    )
  }
  for (const caution of judged.cautions) line(`Caution: ${caution.text}`)
  if (best[0] !== undefined)
    line(
      `Best: ${Object.entries(best[0].parameters)
        .map(([name, value]) => `--param ${name}=${String(value)}`)
        .join(' ')}`,
    )
}

function printBest(best: readonly StudyRun[], metric: FigureName): void {
  const names = Object.keys(best[0]?.parameters ?? {})
  const figures = [...new Set([metric, ...COLUMNS])]
  printRows(
    best,
    [
      ...names.map((name) => ({
        title: name,
        of: ({ parameters }: StudyRun) => String(parameters[name]),
        align: 'right' as const,
      })),
      ...figures.map((name) => ({
        title: FIGURES[name].label.toUpperCase(),
        of: ({ measured }: StudyRun) =>
          measured.figures === null ? '-' : formatFigure(measured.figures[name], FIGURES[name].unit),
        align: 'right' as const,
      })),
    ],
    { json: false },
  )
}

const FAULTS_SHOWN = 3

function printFailures(trials: readonly StudyRun[]): void {
  const failed = trials.filter(({ measured }) => measured.fault !== null)
  if (failed.length === 0) return
  process.stdout.write(`\n${failed.length} of ${trials.length} runs gave nothing:\n`)
  const byMessage = Map.groupBy(
    failed,
    ({ measured }) => `${measured.fault?.kind}: ${measured.fault?.message}`,
  )
  for (const [message, runs] of [...byMessage]
    .sort(([, one], [, other]) => other.length - one.length)
    .slice(0, FAULTS_SHOWN)) {
    const input = runs[0]?.measured.fault?.input ?? ''
    const where = input === '' ? '' : ` (${input})`
    process.stdout.write(
      `  ${runs.length} ${message}${where}, first with ${JSON.stringify(runs[0]?.parameters)}\n`,
    )
  }
}

function printWalk({ steps, summary }: NonNullable<StudyOutcome['walkForward']>): void {
  process.stdout.write('\n')
  printRows(
    steps,
    [
      { title: 'TRAIN FROM', of: ({ window }) => dayOf(window.train.from) },
      { title: 'TEST FROM', of: ({ window }) => dayOf(window.test.from) },
      { title: 'TO', of: ({ window }) => dayOf(window.test.to) },
      { title: 'CHOSEN', of: ({ chosen }) => (chosen === null ? 'nothing' : wordsOf(chosen)) },
      { title: 'TRAIN', of: ({ train }) => formatFigure(train, 'RATIO'), align: 'right' },
      { title: 'TEST', of: ({ test }) => formatFigure(test, 'RATIO'), align: 'right' },
    ],
    { json: false },
  )
  process.stdout.write(
    `Walk-forward efficiency ${formatFigure(summary.efficiency, 'RATIO')}, ${formatFigure(summary.consistency, 'FRACTION')} of the tests above zero.\n`,
  )
}

function wordsOf(parameters: Readonly<Record<string, unknown>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ')
}

function dayOf(micros: number): string {
  return new Date(micros / 1_000).toISOString().slice(0, 10)
}
