/** A version being built on the server: handed in, followed with its progress, and told of with the place of every fault. */

import { submitStrategy, strategyVersion, type StrategyVersionFieldsFragment } from '@quarterdeck/client'
import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from '../../../connection/connect.ts'
import { Refused } from '../../../exit.ts'
import { payloadOf } from '../../../output/problem.ts'
import { progress } from '../../../output/progress.ts'
import { problemLine } from '../source.ts'
import type { Submission } from './submission.ts'

const LOOK_EVERY_MS = 250
const STEPS = 100

/** Hands it in and waits until it is built. Throws Refused, with FILE:LINE:COLUMN RULE message of each problem, where it cannot be. */
export async function builtVersion(
  connection: Connection,
  name: string,
  submission: Submission,
): Promise<StrategyVersionFieldsFragment> {
  const { client, organizationId } = connection
  const source = await sourceOf(connection, submission)
  const { submitStrategy: result } = await client.request(submitStrategy, {
    input: { organizationId, name, ...source },
  })
  const { version } = payloadOf(result)
  const built = await untilBuilt(connection, version)
  if (built.status === 'READY') return built
  const problems = built.problems.map(problemLine)
  throw new Refused(
    [`Version ${built.number} of ${name} was not built (${built.status}).`, ...problems].join('\n'),
  )
}

async function sourceOf(
  { organizationId, upload }: Connection,
  submission: Submission,
): Promise<
  { readonly uploadId: string } | { readonly git: { readonly url: string; readonly revision: string } }
> {
  if (submission.kind === 'GIT') return { git: { url: submission.url, revision: submission.revision } }
  const query = new URLSearchParams({ organizationId, name: `${submission.name}.zip` })
  const answer = await upload(`/api/strategies/uploads?${query.toString()}`, submission.zip)
  return { uploadId: (answer as { readonly uploadId: string }).uploadId }
}

async function untilBuilt(
  { client }: Connection,
  begun: StrategyVersionFieldsFragment,
): Promise<StrategyVersionFieldsFragment> {
  const bar = progress(`build ${begun.number}`)
  try {
    let version = begun
    while (version.status === 'QUEUED' || version.status === 'BUILDING') {
      bar.to(Math.round((version.progress ?? 0) * STEPS), STEPS)
      await pause(LOOK_EVERY_MS)
      const { node } = await client.request(strategyVersion, { id: version.id })
      if (node?.__typename !== 'StrategyVersion') throw new Refused(`Version ${begun.number} is gone.`)
      version = node
    }
    return version
  } finally {
    bar.end()
  }
}
