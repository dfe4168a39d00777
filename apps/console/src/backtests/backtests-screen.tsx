/** The backtests of the organization: the list, one of them with its result, several compared, or a new one, as the address says. */
'use client'

import { goTo, placeOf, useOpened } from '../shell/navigation.ts'
import { useShortcut } from '../shell/keyboard.tsx'
import { useSelection } from '../shell/selection.tsx'
import { BacktestDetail } from './backtest-detail.tsx'
import { BacktestList } from './backtest-list.tsx'
import { CompareScreen } from './compare-screen.tsx'
import { NewBacktest } from './new-backtest.tsx'

export function BacktestsScreen({ slug }: { readonly slug: string }) {
  const { may } = useSelection()
  const id = useOpened('id')
  const compared = useOpened('compare')
  const like = useOpened('like')
  const starting = useOpened('view') === 'new' && may('backtest:run')
  useShortcut('research-new', may('backtest:run') ? () => goTo(placeOf('backtests', { view: 'new' })) : null)
  useShortcut('research-up', id || compared || starting ? () => goTo(placeOf('backtests')) : null)
  if (starting) return <NewBacktest key={like} slug={slug} likeId={like} />
  if (compared) return <CompareScreen ids={compared.split(',')} />
  if (id) return <BacktestDetail key={id} id={id} slug={slug} />
  return <BacktestList slug={slug} />
}
