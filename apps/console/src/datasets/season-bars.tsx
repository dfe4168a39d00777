/** Mean returns of each season as bars above and below a line, with the figures beside them. */
import { showCount, showFixed, showShare } from '../format/number.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'

export const SeasonBars_DatasetSeasonFragment = graphql(`
  fragment SeasonBars_DatasetSeasonFragment on DatasetSeason {
    key
    count
    mean
    positiveShare
    tStatistic
  }
`)

export type Season = 'months' | 'weekdays' | 'hours'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Names a season by its key: months from 1, weekdays from 1 for Monday, hours from 0. */
export function seasonName(season: Season, key: number): string {
  if (season === 'months') return months[key - 1] ?? String(key)
  if (season === 'weekdays') return weekdays[key - 1] ?? String(key)
  return String(key).padStart(2, '0')
}

export interface SeasonBarsProps {
  readonly season: Season
  readonly buckets: readonly FragmentType<typeof SeasonBars_DatasetSeasonFragment>[]
}

export function SeasonBars({ season, buckets }: SeasonBarsProps) {
  const rows = getFragmentData(SeasonBars_DatasetSeasonFragment, buckets)
  const most = Math.max(...rows.map(({ mean }) => Math.abs(mean)), Number.MIN_VALUE)
  return (
    <table className="w-full table-fixed text-2xs whitespace-nowrap tabular-nums">
      <thead className="text-ink-2">
        <tr>
          <th scope="col" className="w-10 text-left font-medium">
            <span className="sr-only">Season</span>
          </th>
          <th scope="col" className="text-left font-medium">
            Mean
          </th>
          <th scope="col" className="w-18 text-right font-medium">
            <span className="sr-only">Mean return</span>
          </th>
          <th scope="col" className="w-14 text-right font-medium" title="Share of returns above 0">
            Up
          </th>
          <th scope="col" className="w-10 text-right font-medium" title="Mean over its standard error">
            t
          </th>
          <th scope="col" className="w-14 text-right font-medium">
            Count
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row" className="text-left font-normal">
              {seasonName(season, row.key)}
            </th>
            <td>
              <Bar share={row.mean / most} />
            </td>
            <td className="text-right">{showShare(row.mean, 3)}</td>
            <td className="text-right">{showShare(row.positiveShare, 0)}</td>
            <td className="text-right">{showFixed(row.tStatistic, 1)}</td>
            <td className="text-right">{showCount(row.count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** From the middle to the left below zero, to the right above. */
function Bar({ share }: { readonly share: number }) {
  const width = Math.abs(share) * 50
  return (
    <svg aria-hidden viewBox="0 0 100 8" preserveAspectRatio="none" className="h-2 w-full">
      <rect
        x={share < 0 ? 50 - width : 50}
        width={width}
        height="8"
        className={share < 0 ? 'fill-sell' : 'fill-buy'}
      />
      <rect x="49.8" width="0.4" height="8" className="fill-line-strong" />
    </svg>
  )
}
