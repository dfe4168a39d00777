/** On what terms a backtest ran: strategy, parameters, data pinned by its hash, money, seed, and the digest of its decisions. */
import { Section } from '../controls/section.tsx'
import { showDecimal } from '../format/decimal.ts'
import { showCount } from '../format/number.ts'
import { showInstant } from '../format/time.ts'
import { showUtc } from '../format/utc.ts'
import { showWord } from '../format/words.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import type { BacktestTerms_BacktestFragmentFragment } from '../generated/graphql.ts'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { Plan } from './running-section.tsx'
import { isOpen } from './status.tsx'

export const BacktestTerms_BacktestFragment = graphql(`
  fragment BacktestTerms_BacktestFragment on Backtest {
    id
    status
    strategy
    seed
    prices
    carry {
      at
    }
    from
    to
    plan
    decisionsDigest
    createdAt
    endedAt
    cash {
      amount
      currency
    }
    startedBy {
      id
      kind
      name
    }
    parameters {
      name
      value
    }
    datasets {
      instrumentId
      kind
      timeframe
      contentHash
      current
      dataset {
        id
      }
    }
  }
`)

const basisWords = {
  RAW: 'As traded',
  SPLIT: 'Adjusted for splits',
  ADJUSTED: 'Total return',
} as const

export type Terms = BacktestTerms_BacktestFragmentFragment

export function BacktestTerms(props: {
  readonly backtest: FragmentType<typeof BacktestTerms_BacktestFragment>
}) {
  const terms = getFragmentData(BacktestTerms_BacktestFragment, props.backtest)
  const range =
    terms.from || terms.to
      ? `${terms.from ? showUtc(terms.from) : 'the first row'} to ${terms.to ? showUtc(terms.to) : 'the last row'}`
      : 'All rows'
  const facts = [
    ['Strategy', terms.strategy],
    ['Range, UTC', range],
    ['Starts with', `${showDecimal(terms.cash.amount)} ${terms.cash.currency}`],
    ['Prices', basisWords[terms.prices]],
    ...(terms.carry.length > 0 ? [['Carry', `${showCount(terms.carry.length)} instants`] as const] : []),
    ['Seed', String(terms.seed)],
    ['Started by', `${terms.startedBy.name}, ${showInstant(terms.createdAt)}`],
    ['Ended', terms.endedAt ? showInstant(terms.endedAt) : 'not yet'],
    ['Decisions', terms.decisionsDigest ?? '–'],
  ] as const
  return (
    <Section title="Terms">
      <div className="grid grid-cols-1 gap-x-6 gap-y-2 p-2 text-xs lg:grid-cols-3">
        <dl className="grid grid-cols-[auto_1fr] content-start gap-x-3 gap-y-0.5">
          {facts.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-2">{name}</dt>
              <dd
                className={name === 'Decisions' ? 'truncate font-mono text-2xs' : 'break-words'}
                title={value}
              >
                {value}
              </dd>
            </div>
          ))}
        </dl>
        <div>
          <h4 className="text-ink-2">Parameters</h4>
          {terms.parameters.length === 0 ? <p>All have their defaults.</p> : null}
          <dl className="grid grid-cols-[auto_1fr] gap-x-3">
            {terms.parameters.map(({ name, value }) => (
              <div key={name} className="contents">
                <dt>{name}</dt>
                <dd className="tabular-nums">{value}</dd>
              </div>
            ))}
          </dl>
          {isOpen(terms.status) || terms.plan.length === 0 ? null : (
            <>
              <h4 className="mt-1.5 text-ink-2">Plan</h4>
              <Plan plan={terms.plan} />
            </>
          )}
        </div>
        <Data datasets={terms.datasets} />
      </div>
    </Section>
  )
}

function Data({ datasets }: { readonly datasets: Terms['datasets'] }) {
  return (
    <div className="min-w-0">
      <h4 className="text-ink-2">Data</h4>
      <ul>
        {datasets.map((input) => (
          <li key={`${input.instrumentId} ${input.kind} ${input.timeframe}`} className="min-w-0">
            {input.dataset ? (
              <PlaceLink to={placeOf('datasets', { id: input.dataset.id })}>{input.instrumentId}</PlaceLink>
            ) : (
              input.instrumentId
            )}{' '}
            {input.timeframe} {showWord(input.kind).toLowerCase()}
            <span
              className="block truncate font-mono text-2xs text-ink-2"
              title={input.contentHash ?? undefined}
            >
              {input.contentHash ?? 'not read yet'}
            </span>
            {input.contentHash && !input.current ? (
              <span className="block text-warn">
                {input.dataset ? 'The dataset has changed since.' : 'The dataset was deleted.'}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  )
}
