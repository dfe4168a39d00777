/** The example of @backtest/framework's README, word for word: a file that it loads by its name. */

interface Bench {
  readonly getCandles: (field: 'close', ago: number) => Promise<number>
  readonly buy: () => Promise<void>
  readonly sell: () => Promise<void>
}

export async function runStrategy(bth: Bench): Promise<void> {
  const sma10 = await bth.getCandles('close', 10)
  const sma20 = await bth.getCandles('close', 20)

  if (sma10 > sma20) {
    await bth.buy()
  } else {
    await bth.sell()
  }
}
