/**
 * A report as one HTML file that needs nothing else: style, script, data and the chart library are inside.
 *
 * The page's own policy forbids every request, so opening it tells nobody anything.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Report } from '../build.ts'
import { FIGURES, type FigureName } from '../figures.ts'
import { plain } from '../json.ts'
import { escapeHtml, escapeJson } from './escape.ts'
import { formatFigure, formatTime } from './format.ts'
import { TRADES_MAX, pageData } from './page-data.ts'
import { SCRIPT } from './script.ts'
import { STYLE } from './style.ts'
import {
  attributionTable,
  costsTable,
  definitionsList,
  drawdownsTable,
  figuresTables,
  monthsTable,
  tradesFrame,
} from './tables.ts'

const TILES: readonly FigureName[] = [
  'totalReturn',
  'cagr',
  'sharpe',
  'sortino',
  'maxDrawdown',
  'volatility',
  'hitRate',
  'profitFactor',
  'trades',
]

const require = createRequire(import.meta.url)
const CHART_SCRIPT = require.resolve('uplot/dist/uPlot.iife.min.js')
const CHART_STYLE = require.resolve('uplot/dist/uPlot.min.css')

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"

/** Writes the page. */
export function reportHtml(report: Report): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(report.title)}</title>
<link rel="icon" href="data:,">
<style>${chartLibrary(CHART_STYLE)}${STYLE}</style>
</head>
<body>
<main>
${headerOf(report)}
<div class="tiles">${TILES.map((name) => tile(report, name)).join('')}</div>
${cautionsOf(report)}
${chart('equity', 'Equity', `Equity from ${formatTime(report.span.from)} to ${formatTime(report.span.to)}`)}
${chart('drawdown', 'Drawdown', 'How far equity lay below its highest value so far')}
${section('Monthly returns, %', monthsTable(report.months))}
<div class="pair">
${chart('rolling', `Rolling Sharpe ratio, ${report.definitions.rollingPeriods} periods`, 'Sharpe ratio of a moving window')}
${chart('distribution', 'Distribution of returns', 'How often returns of each size occurred')}
</div>
${section('Figures', `<div class="groups">${figuresTables(report)}</div>`)}
${section('Deepest drawdowns', drawdownsTable(report.drawdowns))}
${section('Where the profit came from', attributionsOf(report))}
${section('Costs', costsTable(report))}
${section(tradesTitle(report), `<div class="scroll">${tradesFrame()}</div><button type="button" class="more" id="more" hidden></button><noscript>The table of trades and the charts need scripts.</noscript>`)}
${section('Definitions', definitionsList(report))}
${footerOf(report)}
</main>
<script type="application/json" id="data">${escapeJson(JSON.stringify(pageData(report), plain))}</script>
<script>${chartLibrary(CHART_SCRIPT)}</script>
<script>${SCRIPT}</script>
</body>
</html>
`
}

function headerOf(report: Report): string {
  const parameters = Object.entries(report.parameters).map(([name, value]) => `${name} = ${value}`)
  return `<header><h1>${escapeHtml(report.title)}</h1>
<p>${escapeHtml(report.strategy)}${parameters.length > 0 ? ` · ${escapeHtml(parameters.join(', '))}` : ''}</p>
<p>${formatTime(report.span.from)} to ${formatTime(report.span.to)} UTC · ${escapeHtml(report.currency)} · started with ${formatFigure(report.initialCapital, 'MONEY')}${report.benchmark ? ` · against ${escapeHtml(report.benchmark.name)}` : ''}</p></header>`
}

/** Left out where there is none. */
function cautionsOf({ cautions }: Report): string {
  if (cautions.length === 0) return ''
  return section(
    'Cautions',
    `<ul>${cautions.map(({ text }) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`,
  )
}

function tile({ figures }: Report, name: FigureName): string {
  return `<div class="tile"><b>${formatFigure(figures[name], FIGURES[name].unit)}</b><span>${escapeHtml(FIGURES[name].label)}</span></div>`
}

function section(title: string, content: string): string {
  return `<section><h2>${escapeHtml(title)}</h2>${content}</section>`
}

function chart(id: string, title: string, label: string): string {
  return section(title, `<div class="chart" id="${id}" role="img" aria-label="${escapeHtml(label)}"></div>`)
}

function attributionsOf({ byTag, byInstrument, bySide }: Report): string {
  return [
    attributionTable('Instrument', byInstrument),
    attributionTable('Tag', byTag),
    attributionTable('Side', bySide),
  ].join('<br>')
}

function tradesTitle({ trades }: Report): string {
  return trades.length > TRADES_MAX
    ? `Trades: the first ${TRADES_MAX} of ${trades.length}, all of them are in the CSV`
    : `Trades (${trades.length})`
}

function footerOf({ provenance }: Report): string {
  const facts = Object.entries(provenance).map(([name, value]) => `${name}: ${value}`)
  return `<footer>${escapeHtml(facts.join(' · '))}</footer>`
}

/** A file of the chart library; `</script` cannot stand in it, for it would end the element. */
function chartLibrary(path: string): string {
  return readFileSync(path, 'utf8').replaceAll('</script', String.raw`<\/script`)
}
