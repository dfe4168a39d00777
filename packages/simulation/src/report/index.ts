/** The report of a run: its figures and tables, and what they are written as. */
export { attribute, type AttributionRow } from './attribution.ts'
export { buildReport, type Report, type ReportSeries, type RollingSeries } from './build.ts'
export { costsOf, type CostBreakdown } from './costs.ts'
export {
  BACKTESTING_PY_DEFINITIONS,
  DEFAULT_DEFINITIONS,
  ROUND_THE_CLOCK_DEFINITIONS,
  definitionsInWords,
  type ReportDefinitions,
} from './definitions.ts'
export { FIGURES, FIGURE_NAMES, type FigureName, type Figures, type FigureSpec } from './figures.ts'
export {
  ReportInputFault,
  type ReportBenchmark,
  type ReportCarry,
  type ReportFill,
  type ReportInput,
  type ReportTrade,
} from './input.ts'
export { equityCsv, monthlyCsv, tradesCsv } from './csv.ts'
export { reportInputOfRun, type RunOptions } from './from-run.ts'
export { reportHtml } from './html/page.ts'
export { REPORT_FORMAT, reportJson } from './json.ts'
