/** Bars, quotes and trades in Parquet: import, validation, calendars, resampling, analysis. */
export {}
