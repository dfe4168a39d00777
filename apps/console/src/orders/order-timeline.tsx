/** The life of an order, event by event, as the journal tells it. */
import { Status } from '../format/figures.tsx'
import { showInstant, showTime } from '../format/time.ts'
import { showName } from '../format/words.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'

export const OrderTimeline_OrderFragment = graphql(`
  fragment OrderTimeline_OrderFragment on Order {
    id
    history {
      seq
      at
      event
      status
      summary
    }
  }
`)

export function OrderTimeline(props: { readonly order: FragmentType<typeof OrderTimeline_OrderFragment> }) {
  const { history } = getFragmentData(OrderTimeline_OrderFragment, props.order)
  return (
    <section aria-labelledby="order-history" className="px-3">
      <h3 id="order-history" className="mb-1 font-semibold">
        History
      </h3>
      <ol className="border-l border-line-strong">
        {history.map((entry) => (
          <li key={`${entry.seq}-${entry.event}`} className="relative pb-1.5 pl-3">
            <span
              aria-hidden
              className="absolute top-1.5 -left-[3px] size-[5px] rounded-full bg-line-strong"
            />
            <p>
              <time dateTime={entry.at} title={showInstant(entry.at)} className="text-ink-2 tabular-nums">
                {showTime(entry.at)}
              </time>{' '}
              <span className="font-medium">{showName(entry.event)}</span> · <Status status={entry.status} />
            </p>
            <p className="text-ink-2">{entry.summary}</p>
          </li>
        ))}
      </ol>
    </section>
  )
}
