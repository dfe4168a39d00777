/**
 * Tries a connection at its venue before it is kept: the clock, whether it trades, what the credential may do, what the account
 * holds, and whether the symbols are listed. Only questions are asked.
 */
import type { Answer, VenueReads } from '@quarterdeck/venues'
import type { ConnectionPurpose, ConnectionTrial } from './connections.ts'
import type { Redact } from './vault/redaction.ts'

type TrialStep = ConnectionTrial['steps'][number]

export interface TrialTerms {
  readonly purpose: ConnectionPurpose
  readonly hasCredential: boolean
  readonly symbols: readonly string[]
}

/** A trial, with the venue's own id of the account that it saw; null: it saw none. */
export interface TriedConnection extends ConnectionTrial {
  readonly venueAccountId: string | null
}

/** Further than this apart, and what we stamp is of no use in a dispute. */
const CLOCK_OFFSET_MS_MAX = 5_000

export async function tryConnection(
  reads: VenueReads,
  terms: TrialTerms,
  redact: Redact,
): Promise<TriedConnection> {
  const { hasCredential, purpose } = terms
  const hasAccount = hasCredential || purpose !== 'MARKET_DATA'
  const excessScopes: string[] = []
  let venueAccountId: string | null = null
  const steps: TrialStep[] = [
    {
      step: 'CREDENTIAL',
      ok: true,
      message: hasCredential ? 'it can be read' : 'none is needed',
    },
  ]
  const looks: readonly (readonly [TrialStep['step'], boolean, () => Look])[] = [
    ['CLOCK', true, () => clockStep(reads)],
    ['HEALTH', true, () => healthStep(reads)],
    [
      'ACCOUNT',
      hasAccount,
      () =>
        accountStep(reads, purpose, (account, excess) => {
          venueAccountId = account
          excessScopes.push(...excess)
        }),
    ],
    ['BALANCES', purpose !== 'MARKET_DATA', () => balancesStep(reads)],
    ['INSTRUMENTS', true, () => instrumentsStep(reads, terms.symbols)],
  ]
  for (const [step, isAsked, look] of looks) {
    if (!isAsked) continue
    const { ok, message } = await look()
    steps.push({ step, ok, message: redact(message) })
    // A credential that is refused is not tried on: venues lock out who insists.
    if (step === 'ACCOUNT' && !ok) break
  }
  return { ok: steps.every(({ ok }) => ok), steps, excessScopes, venueAccountId }
}

type Look = Promise<Omit<TrialStep, 'step'>>

async function clockStep(reads: VenueReads): Look {
  const answer = await reads.clock()
  if (!answer.ok && answer.failure.kind === 'UNSUPPORTED') return passed('the venue tells no time')
  return judged(answer, ({ offsetMs }) => {
    const words = `its clock is ${Math.abs(offsetMs)} ms ${offsetMs < 0 ? 'behind' : 'ahead of'} ours`
    return Math.abs(offsetMs) <= CLOCK_OFFSET_MS_MAX
      ? passed(words)
      : failedStep(`${words}: synchronize this machine's clock`)
  })
}

async function healthStep(reads: VenueReads): Look {
  return judged(await reads.health(), ({ trading, message }) =>
    // One that is closed for work is there all the same.
    passed(trading ? 'it takes orders' : `it takes no orders now: ${message}`),
  )
}

async function accountStep(
  reads: VenueReads,
  purpose: ConnectionPurpose,
  saw: (venueAccountId: string, excessScopes: readonly string[]) => void,
): Look {
  return judged(await reads.account(), ({ venueAccountId, canTrade, canWithdraw }) => {
    saw(venueAccountId, [
      ...(canWithdraw === true ? ['withdraw and transfer'] : []),
      ...(canTrade && purpose !== 'TRADE' ? ['trade'] : []),
    ])
    if (!canTrade && purpose === 'TRADE')
      return failedStep('the credential may not trade, and the connection is to: make one that may')
    return passed(`account ${venueAccountId}, which it may ${canTrade ? 'trade' : 'only read'}`)
  })
}

async function balancesStep(reads: VenueReads): Look {
  return judged(await reads.balances(), (balances) =>
    passed(balances.length === 1 ? 'one currency is held' : `${balances.length} currencies are held`),
  )
}

async function instrumentsStep(reads: VenueReads, symbols: readonly string[]): Look {
  return judged(await reads.instruments(symbols), (listed) => {
    const known = new Set(listed.map(({ instrument }) => instrument.venueSymbol))
    const missing = symbols.filter((symbol) => !known.has(symbol))
    return missing.length === 0
      ? passed(
          symbols.length === 1
            ? 'it lists what is followed'
            : `it lists all ${symbols.length} that are followed`,
        )
      : failedStep(`it does not list ${missing.join(', ')}`)
  })
}

function judged<Value>(
  answer: Answer<Value>,
  judge: (value: Value) => Omit<TrialStep, 'step'>,
): Omit<TrialStep, 'step'> {
  return answer.ok ? judge(answer.value) : failedStep(`${answer.failure.kind}: ${answer.failure.message}`)
}

function passed(message: string): Omit<TrialStep, 'step'> {
  return { ok: true, message }
}

function failedStep(message: string): Omit<TrialStep, 'step'> {
  return { ok: false, message }
}
