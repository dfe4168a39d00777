/** Alerts as a list, newest first: what kind, what happened, to which order, when. */
import { Empty } from '../controls/panel-state.tsx'
import { showInstant, showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { instrumentText } from '../market/instrument-name.tsx'

export const AlertItem_AlertFragment = graphql(`
  fragment AlertItem_AlertFragment on Alert {
    id
    at
    kind
    message
    order {
      id
      side
      quantity
      instrument {
        id
        symbol
      }
    }
  }
`)

export interface AlertListProps {
  readonly alerts: readonly FragmentType<typeof AlertItem_AlertFragment>[]
  /** How many from the top were not seen before. */
  readonly fresh: number
  readonly onOrder: (id: string) => void
}

export function AlertList({ alerts: masked, fresh, onOrder }: AlertListProps) {
  const alerts = getFragmentData(AlertItem_AlertFragment, masked)
  if (alerts.length === 0) {
    return <Empty title="No alerts.">Reports that fit no order, or come after its end, are shown here.</Empty>
  }
  return (
    <ul className="divide-y divide-line">
      {alerts.map(({ id, at, kind, message, order }, place) => (
        <li key={id} className="px-3 py-2 text-xs">
          <p className="flex items-baseline gap-2">
            <strong className="text-bad">{showWord(kind)}</strong>
            {place < fresh ? (
              <span className="rounded-[2px] bg-bad-soft px-1 text-2xs font-semibold text-bad">New</span>
            ) : null}
            <time dateTime={at} title={showInstant(at)} className="num ml-auto shrink-0 text-ink-2">
              {showTime(at)}
            </time>
          </p>
          <p className="mt-0.5 break-words text-ink">{message}</p>
          {order ? (
            <button
              type="button"
              className="mt-0.5 text-accent underline underline-offset-2 pointer-coarse:py-2"
              onClick={() => onOrder(order.id)}
            >
              {showWord(order.side)} {order.quantity} {instrumentText(order.instrument)}
            </button>
          ) : (
            <p className="mt-0.5 text-ink-2">No order of this desk</p>
          )}
        </li>
      ))}
    </ul>
  )
}
