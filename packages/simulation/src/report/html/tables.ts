/** The tables of the page. Everything a user wrote is escaped here. */
import type { AttributionRow } from '../attribution.ts'
import type { Report } from '../build.ts'
import { FIGURES, FIGURE_NAMES, type FigureGroup } from '../figures.ts'
import type { YearRow } from '../months.ts'
import type { DrawdownRow } from '../performance.ts'
import { escapeHtml } from './escape.ts'
import { formatFigure, formatTime } from './format.ts'
import { TRADE_COLUMNS } from './page-data.ts'

const GROUPS: Readonly<Record<FigureGroup, string>> = {
  RETURN: 'Return',
  RISK: 'Risk',
  DRAWDOWN: 'Drawdown',
  TRADES: 'Trades',
  ACTIVITY: 'Activity and costs',
  BENCHMARK: 'Against the benchmark',
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** A month of this return has the full colour. */
const HEAT_FULL = 0.1

/** One small table a group; the benchmark's only where there is one. */
export function figuresTables({ figures, benchmark }: Report): string {
  const groups = (Object.keys(GROUPS) as FigureGroup[]).filter((group) => group !== 'BENCHMARK' || benchmark)
  return groups
    .map((group) => {
      const rows = FIGURE_NAMES.filter((name) => FIGURES[name].group === group).map(
        (name) =>
          `<tr><th scope="row" title="${escapeHtml(FIGURES[name].meaning)}">${escapeHtml(FIGURES[name].label)}</th><td>${formatFigure(figures[name], FIGURES[name].unit)}</td></tr>`,
      )
      return `<div><h3>${GROUPS[group]}</h3><table>${rows.join('')}</table></div>`
    })
    .join('')
}

/** A row a year; the depth of colour is the size of the return. */
export function monthsTable(rows: readonly YearRow[]): string {
  return table(
    'heat',
    ['Year', ...MONTHS, 'Year'],
    rows.map(
      ({ year, months, total }) => `<th scope="row">${year}</th>${[...months, total].map(heatCell).join('')}`,
    ),
  )
}

function heatCell(value: number | null): string {
  if (value === null) return '<td style="--heat:0;--tone:transparent"></td>'
  const heat = Math.round(Math.min(1, Math.abs(value) / HEAT_FULL) * 45)
  const tone = value < 0 ? '--loss' : '--gain'
  return `<td style="--heat:${heat};--tone:var(${tone})">${formatFigure(value, 'FRACTION').replace(' %', '')}</td>`
}

export function drawdownsTable(rows: readonly DrawdownRow[]): string {
  return table(
    '',
    ['Peak', 'Valley', 'Recovered', 'Depth', 'Loss', 'Length', 'Recovery'],
    rows.map(
      (row) =>
        `<td>${formatTime(row.peakTime)}</td><td>${formatTime(row.valleyTime)}</td><td>${row.recoveryTime === null ? 'not yet' : formatTime(row.recoveryTime)}</td><td class="loss">${formatFigure(row.depth, 'FRACTION')}</td><td>${formatFigure(row.loss, 'MONEY')}</td><td>${formatFigure(row.days, 'DAYS')}</td><td>${formatFigure(row.recoveryDays ?? Number.NaN, 'DAYS')}</td>`,
    ),
  )
}

export function attributionTable(title: string, rows: readonly AttributionRow[]): string {
  return table(
    '',
    [title, 'Trades', 'Profit', 'Share', 'Fees', 'Income', 'Hit rate', 'Profit factor', 'Expectancy'],
    rows.map(
      (row) =>
        `<td class="name">${escapeHtml(row.name) || '(none)'}</td><td>${formatFigure(row.trades, 'COUNT')}</td><td class="${row.profit < 0 ? 'loss' : 'gain'}">${formatFigure(row.profit, 'MONEY')}</td><td>${formatFigure(row.share, 'FRACTION')}</td><td>${formatFigure(row.fees, 'MONEY')}</td><td>${formatFigure(row.income, 'MONEY')}</td><td>${formatFigure(row.hitRate, 'FRACTION')}</td><td>${formatFigure(row.profitFactor, 'RATIO')}</td><td>${formatFigure(row.expectancy, 'MONEY')}</td>`,
    ),
  )
}

export function costsTable({ costs }: Report): string {
  const slippage = costs.slippage === null ? 'not measured' : formatFigure(costs.slippage, 'MONEY')
  const rows: readonly (readonly [string, string])[] = [
    ['Gross profit', formatFigure(costs.gross, 'MONEY')],
    ['Fees', formatFigure(costs.fees, 'MONEY')],
    ['Slippage', slippage],
    ...Object.entries(costs.carry).map(
      ([kind, cost]) => [kind.charAt(0) + kind.slice(1).toLowerCase(), formatFigure(cost, 'MONEY')] as const,
    ),
    ['All costs', formatFigure(costs.total, 'MONEY')],
    ['Net profit', formatFigure(costs.gross - costs.total, 'MONEY')],
  ]
  return `<table>${rows.map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`).join('')}</table>`
}

/** Empty: the page's script fills and sorts it. */
export function tradesFrame(): string {
  const heads = TRADE_COLUMNS.map(
    ({ label, kind }) =>
      `<th scope="col"${kind === 'TEXT' ? ' class="text"' : ''}><button type="button">${label}</button></th>`,
  )
  return `<table id="trades"><thead><tr>${heads.join('')}</tr></thead><tbody></tbody></table>`
}

/** What every figure means, then the conventions behind them. */
export function definitionsList({ definitionsInWords, benchmark }: Report): string {
  const terms = FIGURE_NAMES.filter((name) => FIGURES[name].group !== 'BENCHMARK' || benchmark).map(
    (name) => `<dt>${escapeHtml(FIGURES[name].label)}</dt><dd>${escapeHtml(FIGURES[name].meaning)}</dd>`,
  )
  const sentences = definitionsInWords.map((sentence) => `<li>${escapeHtml(sentence)}</li>`)
  return `<ul>${sentences.join('')}</ul><br><dl>${terms.join('')}</dl>`
}

function table(kind: string, heads: readonly string[], rows: readonly string[]): string {
  const head = heads.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('')
  return `<div class="scroll"><table${kind && ` class="${kind}"`}><thead><tr>${head}</tr></thead><tbody>${rows.map((row) => `<tr>${row}</tr>`).join('')}</tbody></table></div>`
}
