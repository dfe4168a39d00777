/**
 * Puts new jobs and backtests on top of the lists that show them, and has datasets read again once a job has changed them.
 *
 * A dataset's rows, verdict and coverage come with the job that wrote it; a new dataset enters the catalogue by reading it again.
 */
import type { Cache, UpdateResolver } from '@urql/exchange-graphcache'
import { cachedLists, entitiesIn, isEntity, putOnTop, takeOut } from './cache-lists.ts'

export const jobMoved: UpdateResolver = (data, _args, cache) => {
  const streamed = Object.values(data).filter(isEntity)
  for (const job of [...streamed, ...entitiesIn(data, 'job')]) {
    if (job.__typename !== 'Job') continue
    for (const { connection, after } of cachedLists(cache, 'jobs')) {
      if (after == null) putOnTop(cache, connection, 'Job', job.id)
    }
    const dataset = job['dataset']
    if (job['status'] !== 'COMPLETED' || !isEntity(dataset)) continue
    forgetContent(cache, dataset.id)
  }
}

/** What was read of a dataset's rows is of the content before the job. */
function forgetContent(cache: Cache, id: string): void {
  const derived = ['bars', 'validation', 'gapMap', 'analysis', 'imports']
  const entity = { __typename: 'Dataset', id }
  for (const { fieldName, arguments: args } of cache.inspectFields(entity)) {
    if (derived.includes(fieldName)) cache.invalidate(entity, fieldName, args)
  }
}

export const backtestAdded: UpdateResolver = (data, _args, cache) => {
  for (const backtest of entitiesIn(data, 'backtest')) {
    for (const { connection, after } of cachedLists(cache, 'backtests')) {
      if (after == null) putOnTop(cache, connection, 'Backtest', backtest.id)
    }
  }
}

export const datasetGone: UpdateResolver = (data, _args, cache) => {
  const answer = Object.values(data)[0]
  if (typeof answer !== 'object' || answer === null || !('datasetId' in answer)) return
  const id = String(answer['datasetId'])
  for (const { connection } of cachedLists(cache, 'datasets')) takeOut(cache, connection, 'Dataset', id)
}
