/** The figures that are looked at first, large. */
import { figureNamed, type NamedFigure, showFigure } from './figure.ts'

const headline = [
  ['totalReturn', 'Total return'],
  ['cagr', 'CAGR'],
  ['sharpe', 'Sharpe'],
  ['sortino', 'Sortino'],
  ['maxDrawdown', 'Max drawdown'],
  ['profitFactor', 'Profit factor'],
  ['trades', 'Trades'],
  ['finalEquity', 'Final equity'],
] as const

export interface HeadlineProps {
  readonly figures: readonly NamedFigure[]
  readonly currency: string
}

export function Headline({ figures, currency }: HeadlineProps) {
  return (
    <dl
      aria-label="Headline figures"
      className="grid grid-cols-2 gap-px border border-line bg-line sm:grid-cols-4 xl:grid-cols-8"
    >
      {headline.map(([name, title]) => {
        const figure = figureNamed(figures, name)
        return (
          <div key={name} className="flex flex-col bg-panel px-2 py-1.5">
            <dt className="text-2xs text-ink-2">{title}</dt>
            <dd className="text-base font-semibold tabular-nums">
              {showFigure(figure)}
              {figure?.unit === 'MONEY' && figure.value != null ? (
                <span className="ml-1 text-2xs font-normal text-ink-2">{currency}</span>
              ) : null}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
