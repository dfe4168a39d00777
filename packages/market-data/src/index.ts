/** Bars, quotes, trades and order books in Parquet: import, validation, calendars, resampling, analysis. */
export { readActionFile } from './adjustment/action-file.ts'
export type { ActionFile } from './adjustment/action-file.ts'
export { formatActions, parseActions } from './adjustment/action-list.ts'
export type { ActionColumns } from './adjustment/action-rows.ts'
export { adjustBars, adjustmentFactors, ADJUSTMENTS } from './adjustment/adjust.ts'
export type { Adjustment, AdjustmentFactors, AdjustOptions, DividendBasis } from './adjustment/adjust.ts'
export type { CashDividend, CorporateAction, Split } from './adjustment/corporate-action.ts'
export { PRICE_BASES, priceBars } from './adjustment/price-basis.ts'
export type { PriceBasis, PricedBars } from './adjustment/price-basis.ts'
export { readLeanFactorFile } from './adjustment/lean-factor-file.ts'
export { readPricedBars } from './adjustment/read-priced.ts'
export { findSplitSuspects } from './adjustment/split-suspects.ts'
export type { SplitSuspect } from './adjustment/split-suspects.ts'
export { barsPerYear } from './analysis/bars-per-year.ts'
export { correlationMatrix } from './analysis/correlation.ts'
export type { CorrelationMatrix, CorrelationOptions, NamedBars } from './analysis/correlation.ts'
export { coverageOf } from './analysis/coverage.ts'
export type { Coverage, CoverageOptions, YearCoverage } from './analysis/coverage.ts'
export { distributionOf } from './analysis/distribution.ts'
export type { Distribution } from './analysis/distribution.ts'
export { RETURN_KINDS, returnsOf } from './analysis/returns.ts'
export type { ReturnKind, TimedValues } from './analysis/returns.ts'
export { seasonality, SEASONS } from './analysis/seasonality.ts'
export type { Season, SeasonalBucket, SeasonalOptions } from './analysis/seasonality.ts'
export { rollingVolatility, VOLATILITY_ESTIMATORS, volatilityOf } from './analysis/volatility.ts'
export type { Volatility, VolatilityEstimator, VolatilityOptions } from './analysis/volatility.ts'
export { CALENDAR_NAMES, exchangeCalendar, FILED_CALENDARS } from './calendar/calendars.ts'
export type { CalendarCorrection, CalendarSource } from './calendar/calendar-rules.ts'
export { civilDayOf, dateOf, weekdayOf } from './calendar/civil-day.ts'
export type { CivilDay } from './calendar/civil-day.ts'
export type {
  ExchangeCalendar,
  ExchangeSession,
  Holiday,
  SpecialSession,
} from './calendar/exchange-calendar.ts'
export { classify } from './classification/classify.ts'
export type { Classifiable, Classification, ClassOverrides, Evidence } from './classification/classify.ts'
export { readFutureSymbol, readOptionSymbol, readPair } from './classification/symbol-forms.ts'
export type { FutureForm, OptionForm, PairForm } from './classification/symbol-forms.ts'
export {
  BAR_BYTES,
  BAR_FIELDS,
  barAt,
  barColumnsOf,
  barColumnsOver,
  concatBars,
  createBarColumns,
  firstRowAtOrAfter,
  pickBars,
  sliceBars,
} from './columns/bar-columns.ts'
export type { Bar, BarColumns, BarField } from './columns/bar-columns.ts'
export { DEPTH_FIELDS, DEPTH_FLAGS } from './columns/tick-columns.ts'
export type { DepthColumns, QuoteColumns, TradeColumns } from './columns/tick-columns.ts'
export { MarketDataError } from './market-data-error.ts'
export type { FaultPlace, MarketDataFault } from './market-data-error.ts'
export { checkSeriesKey, isSameSeries, isTickKind, SERIES_KINDS, seriesName } from './series/series-key.ts'
export type { BarKind, SeriesKey, SeriesKind, TickKind, TimeRange } from './series/series-key.ts'
export {
  DAY_MICROS,
  isIntraday,
  isTimeframe,
  timeframeMicros,
  timeframeOfMicros,
} from './series/timeframe.ts'
export type { Timeframe, TimeframeUnit } from './series/timeframe.ts'
export { ALWAYS_OPEN } from './validation/session-calendar.ts'
export type { Session, SessionCalendar } from './validation/session-calendar.ts'
export { loadBarFile, openBarFile } from './store/column-files.ts'
export type { BarFile, ColumnFileRef } from './store/column-files.ts'
export type { HistoryDiff, RowChange, WriteMode } from './store/history-diff.ts'
export { openMarketStore } from './store/market-store.ts'
export type { CatalogueEntry, MarketStore, MarketStoreOptions } from './store/market-store.ts'
export type { SeriesImport } from './store/manifest.ts'
export type { ActionChange, ActionsReport, WriteActionsOptions } from './store/series-actions.ts'
export type { Pin, PinnedSeries, PinnedSlice } from './store/pins.ts'
export type { WriteOptions, WriteReport, WriteStep } from './store/write-series.ts'
export type { Verdict } from './validation/verdict.ts'
export { dropUnfinished, fillGaps } from './resample/fill-gaps.ts'
export { resampleBars } from './resample/resample.ts'
export type { BarLabel, ResampleOptions } from './resample/resample.ts'
export type { BucketOptions, Weekday } from './resample/buckets.ts'
export { VALIDATION_RULES } from './validation/findings.ts'
export type { Finding, RangeReport, RuleReport, ValidationRule } from './validation/findings.ts'
export type { GapMap, GapRun } from './validation/gap-map.ts'
export { validateBars } from './validation/validate.ts'
export type { ValidateOptions, ValidationLimits, ValidationReport } from './validation/validate.ts'
export type { Detection, FileQuestion, LayoutChoices } from './csv/detect.ts'
export { DIALECTS } from './csv/layout.ts'
export type { CsvLayout, Dialect, TimeForm } from './csv/layout.ts'
export { exportSeries } from './file/export-series.ts'
export type { ExportOptions } from './file/export-series.ts'
export { fileProvider, importFile, readFileSeries } from './file/import-file.ts'
export type { ImportOptions, ImportReport } from './file/import-file.ts'
export { previewFile } from './file/preview-file.ts'
export type { FilePreview } from './file/preview-file.ts'
export type { FileChoices } from './file/read-rows.ts'
export type { SettleChoices } from './file/settle-rows.ts'
export { updateSeries } from './provider/bar-provider.ts'
export type {
  BarProvider,
  BarRequest,
  ProvidedBars,
  UpdateOptions,
  UpdateReport,
} from './provider/bar-provider.ts'
export { validateDepth } from './validation/validate-depth.ts'
export { validateSeries } from './validation/validate-series.ts'
export { validateQuotes, validateTrades } from './validation/validate-ticks.ts'
export type { ValidateTicksOptions } from './validation/validate-ticks.ts'
