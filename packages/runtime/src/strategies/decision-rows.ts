/** Decisions of a run, read from its tape. */
import type { StrategyInput } from '@quarterdeck/sdk'
import type { Queryable } from '../database/database.ts'
import { entriesOf, isDecision } from './run/tape.ts'
import type { DecisionRow } from './strategies.ts'

/** Stretches of tape read at a time. */
const SEGMENTS = 20

/** Newest first; `before`: of inputs with a smaller number. */
export async function decisionsOf(
  database: Queryable,
  of: { readonly organizationId: string; readonly deploymentId: string; readonly run: number },
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<readonly DecisionRow[]> {
  const found: DecisionRow[] = []
  let below = before
  for (;;) {
    const segments = await database.query<{ first: number; entries: string }>(
      `SELECT first_input AS first, convert_from(entries, 'UTF8') AS entries FROM deployment_tape
       WHERE organization_id = $1 AND deployment_id = $2 AND run = $3 AND decisions > 0
         AND ($4::bigint IS NULL OR first_input < $4::bigint) ORDER BY first_input DESC LIMIT ${SEGMENTS}`,
      [of.organizationId, of.deploymentId, of.run, below],
    )
    for (const { entries } of segments)
      for (const { n, input, intents } of entriesOf(entries).toReversed()) {
        if ((before !== null && n >= before) || !isDecision(intents)) continue
        // Stretches may overlap: what was found in a later one is the same.
        if (found.length > 0 && n >= found.at(-1)!.n) continue
        const inputJson = JSON.stringify(input)
        found.push({ run: of.run, n, at: input.at, input: inWords(input), inputJson, intents })
        if (found.length === limit) return found
      }
    const last = segments.at(-1)
    if (segments.length < SEGMENTS || last === undefined) return found
    below = last.first
  }
}

/** An input as a person reads it. */
function inWords(input: StrategyInput): string {
  switch (input.type) {
    case 'bar':
      return `${input.timeframe} bar of ${input.instrumentId} closed at ${input.close}`
    case 'quote':
      return `quote of ${input.instrumentId}: ${input.bid ?? 'none'} / ${input.ask ?? 'none'}`
    case 'trade':
      return `trade of ${input.instrumentId} at ${input.price}`
    case 'fill':
      return `${input.clientOrderId} filled: ${input.side} ${input.quantityLots} lots of ${input.instrumentId}`
    case 'orderUpdate':
      return `${input.clientOrderId} is ${input.status}${input.reason === null ? '' : `: ${input.reason}`}`
    case 'timer':
      return `timer ${input.name}`
    case 'account':
      return 'account'
    case 'corporateAction':
      return `${input.action.kind === 'SPLIT' ? 'split' : 'dividend'} of ${input.instrumentId}`
    case 'start':
      return 'start'
    case 'stop':
      return `stop: ${input.reason}`
  }
}
