/** The backtests that read a dataset, and whether they read what it holds now. */
import { Section } from '../controls/section.tsx'
import { showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { useSelection } from '../shell/selection.tsx'

export const DatasetReaders_DatasetFragment = graphql(`
  fragment DatasetReaders_DatasetFragment on Dataset {
    id
    contentHash
    backtests {
      id
      name
      status
      createdAt
      datasets {
        contentHash
        dataset {
          id
        }
      }
    }
  }
`)

const SHOWN_MAX = 12

export function DatasetReaders(props: {
  readonly dataset: FragmentType<typeof DatasetReaders_DatasetFragment>
}) {
  const { id, contentHash, backtests } = getFragmentData(DatasetReaders_DatasetFragment, props.dataset)
  const { may } = useSelection()
  if (!may('backtest:read')) return null
  return (
    <Section title={`Backtests that read it (${backtests.length})`}>
      {backtests.length === 0 ? <p className="px-2 py-1.5 text-xs text-ink-2">None yet.</p> : null}
      <ul className="text-xs">
        {backtests.slice(0, SHOWN_MAX).map((backtest) => {
          const read = backtest.datasets.find(({ dataset }) => dataset?.id === id)?.contentHash
          return (
            <li
              key={backtest.id}
              className="flex items-baseline gap-2 border-t border-line px-2 py-0.5 first:border-t-0"
            >
              <span className="min-w-0 flex-1 truncate">
                <PlaceLink to={placeOf('backtests', { id: backtest.id })}>{backtest.name}</PlaceLink>
              </span>
              {read && read !== contentHash ? <span className="text-warn">read older rows</span> : null}
              <span className="text-ink-2">{showWord(backtest.status)}</span>
              <span className="text-ink-2 tabular-nums">{showTime(backtest.createdAt)}</span>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}
