/** What model servers said at the close of the bars that they follow, newest first, or why they said nothing. */
import type { SignalsQuery } from '../generated/graphql.ts'
import { showShare } from '../format/number.ts'
import { showInstant, showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { Provenance } from './provenance.tsx'

type Opinion = NonNullable<SignalsQuery['organization']>['signalOpinions'][number]

export function OpinionList({ opinions }: { readonly opinions: readonly Opinion[] }) {
  if (opinions.length === 0)
    return <p className="px-2 py-1.5 text-xs text-ink-2">No model server follows bars here.</p>
  return (
    <ul aria-label="Opinions" className="text-xs">
      {opinions.map(({ source, instrument, bar, closedAt, signal, silence }) => (
        <li
          key={`${source} ${instrument.id} ${bar} ${closedAt}`}
          className="flex flex-col border-b border-line px-2 py-1"
        >
          <p className="flex flex-wrap gap-x-2">
            <time dateTime={closedAt} title={showInstant(closedAt)} className="tabular-nums">
              {showTime(closedAt)}
            </time>
            <span className="font-medium">{source}</span>
            <span>
              {instrument.symbol} {bar}
            </span>
            {signal ? (
              <span>
                {showWord(signal.direction)}, {showShare(signal.confidence, 0)} sure
              </span>
            ) : null}
            <span className="text-ink-2">{silence ?? 'proposed'}</span>
          </p>
          {signal ? <Provenance provenance={signal.provenance} /> : null}
        </li>
      ))}
    </ul>
  )
}
