/** A plan as sentences, shown before the run so that its owner can decide. */
import type { Plan } from './plan.ts'
import type { PlanRequest } from './request.ts'

/** The estimate and the recommendation, a sentence an entry. */
export function planInWords(request: PlanRequest, plan: Plan): readonly string[] {
  const { estimate, workers, shards, options } = plan
  const { cores, memoryBytes } = request.machine
  const size = [
    counted(request.parameterSets, 'parameter set'),
    counted(request.groups.length, 'symbol group'),
    counted(request.windows.length, 'window'),
  ].join(' x ')
  const sentences = [
    `${size}: ${counted(estimate.runs, 'run')} over ${estimate.bars.toLocaleString('en-US')} bars, cut into ${counted(shards.length, 'shard')}.`,
    `Estimated ${duration(estimate.secondsAlone)} on one worker, ${duration(estimate.seconds)} on ${workers}: ${estimate.speedUp.toFixed(2)} times faster.`,
    `Memory: up to ${bytes(estimate.bytes)} of ${bytes(memoryBytes)}.`,
    recommendation(plan),
  ]
  const largest = options.at(-1)?.workers ?? workers
  if (largest < cores)
    sentences.push(
      estimate.runs <= largest
        ? `Of ${cores} cores only ${largest} can be used: there are no more runs.`
        : `Of ${cores} cores only ${largest} can be used: memory holds no more workers.`,
    )
  return sentences
}

function recommendation({ workers, options, estimate }: Plan): string {
  const best = options.reduce((least, one) => (one.seconds < least.seconds ? one : least))
  const limit = Number.isFinite(estimate.speedUpMax)
    ? `; the serial share allows at most ${estimate.speedUpMax.toFixed(1)} times`
    : ''
  if (best.workers <= workers) return `Recommended: ${counted(workers, 'worker')}${limit}.`
  const saved = (1 - best.seconds / estimate.seconds) * 100
  return `Recommended: ${counted(workers, 'worker')}; ${best.workers} would save another ${saved.toFixed(1)} %${limit}.`
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}

function duration(seconds: number): string {
  if (seconds < 1) return `${Math.max(1, Math.round(seconds * 1000))} ms`
  if (seconds < 120) return `${seconds.toFixed(1)} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

function bytes(count: number): string {
  return count < 2 ** 30 ? `${Math.ceil(count / 2 ** 20)} MiB` : `${(count / 2 ** 30).toFixed(1)} GiB`
}
