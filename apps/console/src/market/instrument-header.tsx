/** The selected instrument: its name, best bid and ask with sizes, and whether its quote can be relied on. */
'use client'

import { Hourglass } from 'lucide-react'
import { useLinkPhase } from '../connection/connection-context.tsx'
import { fractionDigits } from '../format/decimal.ts'
import { Ticking } from '../format/ticking.tsx'
import { showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { InstrumentName } from './instrument-name.tsx'
import { Quote_QuoteFragment } from './quotes.ts'

export const InstrumentHeader_InstrumentFragment = graphql(`
  fragment InstrumentHeader_InstrumentFragment on Instrument {
    id
    symbol
    name
    assetClass
    currency
    priceIncrement
    tradingStatus
    quote {
      ...Quote_QuoteFragment
    }
  }
`)

export function InstrumentHeader(props: {
  readonly instrument: FragmentType<typeof InstrumentHeader_InstrumentFragment>
}) {
  const instrument = getFragmentData(InstrumentHeader_InstrumentFragment, props.instrument)
  const quote = getFragmentData(Quote_QuoteFragment, instrument.quote)
  const connected = useLinkPhase() === 'live'
  const digits = fractionDigits(instrument.priceIncrement)
  const stale = !quote || quote.stale || !connected
  return (
    <div className="flex min-w-0 flex-1 items-baseline gap-x-3 overflow-hidden text-xs whitespace-nowrap">
      <h2 className="text-sm font-semibold">
        <InstrumentName instrument={instrument} />
      </h2>
      <span className="hidden truncate text-ink-2 @2xl:inline">{instrument.name}</span>
      <dl className="flex gap-3 tabular-nums">
        <div className="flex gap-1">
          <dt className="text-ink-2">Bid</dt>
          <dd>
            <Ticking value={quote?.bid} digits={digits} />
            <Size value={quote?.bidSize} />
          </dd>
        </div>
        <div className="flex gap-1">
          <dt className="text-ink-2">Ask</dt>
          <dd>
            <Ticking value={quote?.ask} digits={digits} />
            <Size value={quote?.askSize} />
          </dd>
        </div>
      </dl>
      <span className="hidden text-ink-2 @md:inline">{instrument.currency}</span>
      {instrument.tradingStatus && instrument.tradingStatus !== 'OPEN' ? (
        <span className="text-warn">{showWord(instrument.tradingStatus)}</span>
      ) : null}
      {stale ? (
        <span className="inline-flex items-center gap-1 text-warn">
          <Hourglass aria-hidden className="size-3" />
          {quote ? `Stale since ${showTime(quote.receivedAt)}` : 'No quote yet'}
        </span>
      ) : null}
    </div>
  )
}

/** A size keeps its width while it changes, and is left out where there is no room for it. */
function Size({ value }: { readonly value: string | null | undefined }) {
  return (
    <span
      className="hidden w-20 truncate align-bottom text-ink-3 @4xl:inline-block"
      title={value ?? undefined}
    >
      {value ? `× ${value}` : ''}
    </span>
  )
}
