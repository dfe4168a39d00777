/** The signal of docs/signals.md: six features of a series of closes, to say whether the close is higher some bars later. */
import { Atr, defineSignal, feature, Roc, Rsi, Sma, StandardDeviation } from '@quarterdeck/sdk'

export default defineSignal({
  name: 'trend-or-return',
  version: '1.0.0',
  horizonBars: 4,
  features: () => ({
    change: feature(new Roc(1), (bar) => bar.close),
    momentum: feature(new Roc(12), (bar) => bar.close),
    strength: feature(new Rsi(14), (bar) => bar.close),
    distance: feature(
      new Sma(24),
      (bar) => bar.close,
      (average, bar) => 100 * (bar.close / average.value - 1),
    ),
    range: feature(
      new Atr(14),
      (bar) => bar,
      (range, bar) => (100 * range.value) / bar.close,
    ),
    spread: feature(
      new StandardDeviation(24),
      (bar) => bar.close,
      (deviation, bar) => (100 * deviation.value) / bar.close,
    ),
  }),
})
