/** MUTE_FEED: holds back from it what its market shows; everybody else is told. */
import { DrillImpossible, type Inject, SLACK } from '../drill.ts'

export const holdMarket: Inject = ({ drilled, bounds }) => {
  const { gauge } = drilled
  const feeds = gauge.ages()
  if (feeds.length === 0) throw new DrillImpossible('it subscribes to no market')
  gauge.isHeld = true
  const longestBar = Math.max(
    0,
    ...feeds.map(({ kind, usualGap }) => (kind === 'BARS' ? (usualGap ?? 0) : 0)),
  )
  return Promise.resolve({
    done: 'quotes, trades and bars are held back from it',
    patience: Math.max(bounds.silenceMax, bounds.silenceBars * longestBar + bounds.silenceMin) + SLACK,
    lift: () => {
      gauge.isHeld = false
      return Promise.resolve()
    },
  })
}
