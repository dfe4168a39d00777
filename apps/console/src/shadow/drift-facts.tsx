/** How far the simulation strayed from the real market: what was filled, at which price, and when. */
import { showCount, showFixed, showShare } from '../format/number.ts'
import { showSpan } from '../format/time.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'

export const DriftFacts_ShadowDriftFragment = graphql(`
  fragment DriftFacts_ShadowDriftFragment on ShadowDrift {
    orders
    fillRatio
    priceDriftBps
    timeDriftMs
  }
`)

export function DriftFacts(props: { readonly drift: FragmentType<typeof DriftFacts_ShadowDriftFragment> }) {
  const { orders, fillRatio, priceDriftBps, timeDriftMs } = getFragmentData(
    DriftFacts_ShadowDriftFragment,
    props.drift,
  )
  const facts = [
    { title: 'Orders', value: showCount(orders), note: 'Compared with what the market printed' },
    {
      title: 'Fill ratio',
      value: showShare(fillRatio, 0),
      note: 'Simulated fills as a share of what the prints would have filled',
    },
    {
      title: 'Price drift, bps',
      value: showFixed(priceDriftBps),
      note: 'Simulated less printed price, worse is positive',
    },
    { title: 'Time drift', value: showLateness(timeDriftMs), note: 'Median of the first fills' },
  ]
  return (
    <dl className="grid grid-cols-2 gap-px bg-line text-xs sm:grid-cols-4">
      {facts.map(({ title, value, note }) => (
        <div key={title} className="min-w-0 bg-panel px-2 py-1" title={note}>
          <dt className="text-2xs text-ink-2">{title}</dt>
          <dd className="truncate tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Returns how much later the simulation filled, such as `20 ms late`. */
function showLateness(ms: number | null | undefined): string {
  if (ms == null) return '–'
  return `${showSpan(Math.abs(ms))} ${ms < 0 ? 'early' : 'late'}`
}
