/**
 * A report as JSON.
 *
 * JSON knows neither NaN nor infinity: an undefined figure is null, an infinite one the string "Infinity" or "-Infinity".
 * Columns become arrays. Times are microseconds since 1970 UTC.
 */
import type { Report } from './build.ts'

/** Raised when a field changes its meaning or goes; a new field leaves it. */
export const REPORT_FORMAT = 'quarterdeck.report/1'

export function reportJson(report: Report): string {
  return `${JSON.stringify({ format: REPORT_FORMAT, ...report }, plain, 2)}\n`
}

/** A `JSON.stringify` replacer. */
export function plain(_key: string, value: unknown): unknown {
  if (value instanceof Float64Array) return [...value]
  if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) ? null : String(value)
  return value
}
