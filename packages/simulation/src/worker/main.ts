/**
 * A worker: one process that plays runs of one strategy on one set of data, one after the other, as its supervisor orders them.
 *
 * Instructions come framed on standard input, answers go framed to standard output, and whatever the strategy prints goes to standard
 * error. Files and foreign functions are given up before the strategy's file is run, and the rest before its first run.
 */

import { readSync, writeSync } from 'node:fs'
import { exchangeCalendar } from '@quarterdeck/market-data'
import {
  describeParams,
  ParamsError,
  parseGrid,
  parseParams,
  SessionOptionsError,
  StrategyDefinitionError,
  StrategyFault,
  strategyNeeds,
} from '@quarterdeck/sdk'
import { BacktestRequestError } from '../run/prepare.ts'
import type { MarketSeries } from '../run/request.ts'
import { dieWithParent } from './die-with-parent.ts'
import { WORKER_EXIT } from './exit-codes.ts'
import { decodeFrame, encodeFrame, FRAME_BYTES_MAX, type FrameFault } from './frame.ts'
import { measuredOf, openSeries, playInSteps, requestOf, SharedDataFault } from './play.ts'
import type { RunRequest, StudyTerms, WorkerAnswer, WorkerRequest, WorkerSetup } from './protocol.ts'
import { loadStrategy, StrategyFileFault, type LoadedStrategy } from './strategy-file.ts'
import { WhereaboutsRecorder } from './whereabouts-recorder.ts'

const STDIN = 0
const STDOUT = 1

function exit(code: number, message?: string): never {
  if (message !== undefined) process.stderr.write(`${message}\n`)
  process.exit(code)
}

function readExactly(count: number): Buffer | null {
  const bytes = Buffer.allocUnsafe(count)
  for (let done = 0; done < count;) {
    const read = readSync(STDIN, bytes, done, count - done, null)
    if (read === 0) return null
    done += read
  }
  return bytes
}

/** The next instruction; ends the process where there is none. It waits, as nothing else is to be done meanwhile. */
function receive(): unknown {
  const length = readExactly(4)?.readUInt32LE()
  if (length === undefined) exit(WORKER_EXIT.done)
  if (length > FRAME_BYTES_MAX) exit(WORKER_EXIT.badMessage, `an instruction of ${length} bytes is announced`)
  const body = readExactly(length)
  if (body === null) exit(WORKER_EXIT.badMessage, 'an instruction ended before its length')
  try {
    return decodeFrame(body)
  } catch (error) {
    exit(WORKER_EXIT.badMessage, (error as FrameFault).message)
  }
}

function send(answer: WorkerAnswer): void {
  const frame = encodeFrame(answer)
  try {
    for (let done = 0; done < frame.length;) done += writeSync(STDOUT, frame, done)
  } catch {
    // A closed pipe: the supervisor is gone, and nobody else can be told.
    process.exit(WORKER_EXIT.orphaned)
  }
}

/** Gives up a permission for good. Without `--permission` there is nothing to give up. */
function giveUp(...scopes: readonly string[]): void {
  const { permission } = process as { readonly permission?: { drop(scope: string): void } }
  for (const scope of scopes) permission?.drop(scope)
}

interface Workplace {
  readonly loaded: LoadedStrategy
  readonly recorder: WhereaboutsRecorder
  readonly terms: StudyTerms | null
  readonly series: readonly MarketSeries[]
}

async function settleIn(): Promise<Workplace> {
  // What the strategy prints must not be taken for an answer.
  Object.defineProperty(process, 'stdout', { value: process.stderr })
  globalThis.console = new console.Console(process.stderr, process.stderr)
  await dieWithParent()
  const setup = receive() as WorkerSetup
  const recorder = new WhereaboutsRecorder(setup.whereabouts)
  const series = setup.terms === null ? [] : openSeries(setup.terms.series)
  // Read while files may be read; later they come from memory.
  for (const name of setup.terms?.calendars ?? []) exchangeCalendar(name)
  giveUp('ffi', 'fs.write')
  send({ type: 'AWAKE' })
  const loaded = await loadStrategy(setup.strategyFile)
  giveUp('fs')
  return { loaded, recorder, terms: setup.terms, series }
}

function answer(request: WorkerRequest, at: Workplace): WorkerAnswer {
  const { strategy } = at.loaded
  if (request.type === 'NEEDS') {
    const parsed = parseParams(strategy, request.params)
    if (!parsed.ok) return { type: 'REFUSED', messages: parsed.faults.map(({ message }) => message) }
    return { type: 'NEEDS', needs: strategyNeeds(strategy, parsed.values), params: parsed.values }
  }
  if (request.type === 'AXES') {
    const parsed = parseGrid(strategy, request.grid)
    if (!parsed.ok) return { type: 'REFUSED', messages: parsed.faults.map(({ message }) => message) }
    return { type: 'AXES', axes: parsed.axes }
  }
  return play(request, at)
}

function play(order: RunRequest, { loaded, recorder, terms, series }: Workplace): WorkerAnswer {
  if (terms === null) return { type: 'REFUSED', messages: ['this worker was given no data'] }
  recorder.enterRun(order.run)
  const strategy = recorder.follow(loaded.strategy)
  const result = playInSteps(requestOf(order, { strategy, terms, series }), ({ played, total }) =>
    send({ type: 'BEAT', run: order.run, played, total }),
  )
  return order.keep === 'WHOLE'
    ? { type: 'WHOLE', run: order.run, result }
    : { type: 'MEASURED', run: order.run, measured: measuredOf(result, terms) }
}

/** A request that cannot be is the asker's fault and told; whatever else is thrown is ours. */
function answerOrRefusal(request: WorkerRequest, at: Workplace): WorkerAnswer {
  try {
    return answer(request, at)
  } catch (error) {
    if (error instanceof ParamsError)
      return { type: 'REFUSED', messages: error.faults.map(({ message }) => message) }
    if (
      error instanceof BacktestRequestError ||
      error instanceof SessionOptionsError ||
      error instanceof StrategyDefinitionError
    )
      return { type: 'REFUSED', messages: [error.message] }
    if (error instanceof StrategyFault) {
      const { callback, at: time, input, error: cause } = error.report
      const fault = { kind: 'STRATEGY', callback, at: time, input, message: cause.message } as const
      return { type: 'FAILED', fault }
    }
    throw error
  }
}

async function work(): Promise<never> {
  const at = await settleIn()
  const { strategy, sources } = at.loaded
  const { name, description = '' } = strategy
  send({ type: 'READY', strategy: { name, description, params: describeParams(strategy), sources } })
  for (;;) send(answerOrRefusal(receive() as WorkerRequest, at))
}

try {
  await work()
} catch (error) {
  if (error instanceof StrategyFileFault) {
    send({ type: 'UNFIT', fault: 'STRATEGY', message: error.message })
    exit(WORKER_EXIT.noStrategy)
  }
  if (error instanceof SharedDataFault) {
    send({ type: 'UNFIT', fault: 'DATA', message: error.message })
    exit(WORKER_EXIT.noData)
  }
  exit(WORKER_EXIT.fault, error instanceof Error ? (error.stack ?? error.message) : String(error))
}
