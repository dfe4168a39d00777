/** StockCharts' sheets as the Python library ta checks them: by their last five rows. */

import {
  bandwidth,
  bollinger,
  cci,
  directional,
  donchian,
  moneyFlowIndex,
  obv,
  percentB,
  Psar,
  roc,
  rollingVwap,
  rsi,
  sma,
  stochastic,
  wma,
} from '../../src/index.ts'
import { expected, judge, type CaseResult } from './case-result.ts'
import { readSheet, type Sheet } from './csv.ts'

interface StockChartsFile {
  readonly cases: readonly {
    readonly class: string
    readonly file: string
    readonly target_columns: readonly string[]
  }[]
}

const ROWS = 5

/** Their comparison's. */
const TOLERANCE = { absolute: 1e-8, relative: 1e-5 }

type Lines = Readonly<Record<string, Float64Array>>

const bars = (sheet: Sheet) => ({
  high: sheet.column('High'),
  low: sheet.column('Low'),
  close: sheet.column('Close'),
})
const traded = (sheet: Sheet) => ({ ...bars(sheet), volume: sheet.column('Volume') })
const percent = (column: Float64Array): Float64Array => column.map((value) => value * 100)

const ANSWERS: Readonly<Record<string, (sheet: Sheet) => Lines>> = {
  TestRateOfChangeIndicator: (sheet) => ({ ROC: roc(sheet.column('Close'), 12) }),
  // Theirs starts smoothing at a first change of 0, not at the mean of the first fourteen.
  TestRSIIndicator: (sheet) => ({ RSI: rsi(sheet.column('Close'), 14, { average: 'WILDER_FIRST' }) }),
  TestStochasticOscillator: (sheet) => {
    const { high, low, close } = bars(sheet)
    // The sheet has no close before the first whole range, where none is needed.
    const filled = close.map((value, at) => (Number.isNaN(value) ? low[at]! : value))
    const { k, d } = stochastic({ high, low, close: filled }, 14, { slowing: 1, signal: 3 })
    return { SO: k, SO_SIG: d }
  },
  TestADXIndicator: (sheet) => {
    const { adx, plusDi, minusDi } = directional(bars(sheet), 14, { start: 'WILDER' })
    return { ADX: adx, '+DI14': plusDi, '-DI14': minusDi }
  },
  TestCCIIndicator: (sheet) => ({ CCI: cci(bars(sheet), 20) }),
  TestPSARIndicator: stopAndReverse,
  TestWMAIndicator: (sheet) => ({ WMA: wma(sheet.column('Close'), 9) }),
  TestBollingerBands: (sheet) => {
    const close = sheet.column('Close')
    const { middle, upper, lower } = bollinger(close)
    return {
      MiddleBand: middle,
      HighBand: upper,
      LowBand: lower,
      WidthBand: percent(bandwidth(close)),
      PercentageBand: percentB(close),
      CrossUp: close.map((value, at) => Number(value > upper[at]!)),
      CrossDown: close.map((value, at) => Number(value < lower[at]!)),
    }
  },
  TestDonchianChannel: (sheet) => {
    const columns = bars(sheet)
    const { middle, upper, lower } = donchian(columns, 20)
    const average = sma(columns.close, 20)
    return {
      middle_band: middle,
      upper_band: upper,
      lower_band: lower,
      dc_band_width: upper.map((value, at) => ((value - lower[at]!) / average[at]!) * 100),
      dc_percentage: upper.map((value, at) => (columns.close[at]! - lower[at]!) / (value - lower[at]!)),
    }
  },
  TestOnBalanceVolumeIndicator: (sheet) => {
    const volume = sheet.column('Volume').map((value) => (Number.isNaN(value) ? 0 : value))
    return { OBV: obv({ close: sheet.column('Close'), volume }) }
  },
  TestMFIIndicator: (sheet) => ({ MFI: moneyFlowIndex(traded(sheet), 14) }),
  TestVolumeWeightedAveragePrice: (sheet) => ({ vwap: rollingVwap(traded(sheet), 14) }),
}

/** Their columns hold the stop on its side of the price only, and a 1 where it turned. */
function stopAndReverse(sheet: Sheet): Lines {
  const { high, low } = bars(sheet)
  const sides = { up: 1, down: -1 } as const
  const lines: Record<string, Float64Array> = {}
  for (const [side, direction] of Object.entries(sides)) {
    const indicator = new Psar({ start: 'TULIP' })
    let before = 0
    const turned = new Float64Array(high.length)
    lines[`psar_${side}`] = high.map((_, at) => {
      const stop = indicator.next(high[at]!, low[at]!)
      turned[at] = Number(indicator.direction === direction && before !== 0 && before !== direction)
      before = indicator.direction
      return indicator.direction === direction ? stop : Number.NaN
    })
    lines[`psar_${side}_ind`] = turned
  }
  return lines
}

export function stockcharts(): CaseResult[] {
  return expected<StockChartsFile>('ta-stockcharts.json').cases.map((published) => {
    const sheet = readSheet(published.file)
    const lines = ANSWERS[published.class]!(sheet)
    const comparisons = published.target_columns.map((line) => ({
      line,
      ours: lines[line]!,
      theirs: sheet.column(line).slice(-ROWS),
    }))
    const compared = comparisons.filter(({ theirs }) => !theirs.every(Number.isNaN))
    return judge(`${published.class} (${published.file.split('/').at(-1)})`, TOLERANCE, compared)
  })
}
