/** Numbers and times as the page shows them. */
import type { FigureUnit } from '../figures.ts'

const LOCALE = 'en-US'

/** A dash for what is undefined, a sign for what has no bound. */
export function formatFigure(value: number, unit: FigureUnit): string {
  if (Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  switch (unit) {
    case 'FRACTION':
      return `${decimals(value * 100, 2)} %`
    case 'RATIO':
      return decimals(value, 3)
    case 'MONEY':
      return decimals(value, 2)
    case 'COUNT':
      return decimals(value, 0)
    case 'DAYS':
      return `${decimals(value, 1)} d`
  }
}

/** A price or quantity: up to ten digits, no trailing zeros. */
export function formatQuantity(value: number): string {
  return value.toLocaleString(LOCALE, { maximumSignificantDigits: 10 }).replace('-', '−')
}

/** Date, or date and minute where the time of day matters. */
export function formatTime(micros: number): string {
  const iso = new Date(micros / 1000).toISOString()
  return iso.slice(11, 19) === '00:00:00' ? iso.slice(0, 10) : iso.slice(0, 16).replace('T', ' ')
}

function decimals(value: number, count: number): string {
  const text = value.toLocaleString(LOCALE, { minimumFractionDigits: count, maximumFractionDigits: count })
  return text.replace('-', '−')
}
