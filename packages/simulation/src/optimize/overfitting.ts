/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, Lopez de Prado and Zhu 2017).
 *
 * The history is cut into parts; for each way to take half of them, the best strategy there is looked up in the other half. If
 * choosing meant anything, the winner would rank high there too.
 */
import { mean, type Series } from '../statistics/index.ts'
import { SearchFault } from './space.ts'

export interface Overfitting {
  /** Share of the splits in which the winner came out in the lower half: 0.5 is choosing at random. */
  readonly probability: number
  /** Share of the splits in which the winner lost out of sample. */
  readonly lossProbability: number
  /** Slope of the winner's Sharpe ratio out of sample on that in sample: negative, the better the fit the worse the future. */
  readonly degradation: number
  /** ln(rank share / (1 - rank share)) of the winner in each split. */
  readonly logits: readonly number[]
}

/** Sums of one strategy's returns over one part. */
interface Part {
  readonly sum: number
  readonly squares: number
  readonly count: number
}

/**
 * @param returns of each strategy tried, all of one length; at least two
 * @param parts an even number from 2 to 20: 16 has 12,870 splits
 * @throws SearchFault if there is too little to cut
 */
export function backtestOverfitting(returns: readonly Series[], parts = 16): Overfitting {
  const length = returns[0]?.length ?? 0
  if (returns.length < 2)
    throw new SearchFault(null, `at least 2 strategies are needed (were ${returns.length})`)
  if (parts % 2 !== 0 || parts < 2 || parts > 20)
    throw new SearchFault('parts', `parts must be an even number from 2 to 20 (was ${parts})`)
  if (length < parts * 2)
    throw new SearchFault('parts', `${parts} parts need at least ${parts * 2} returns (were ${length})`)
  if (returns.some((one) => one.length !== length))
    throw new SearchFault(null, `all strategies must have ${length} returns`)
  const sums = returns.map((one) => partsOf(one, parts))
  const splits = halves(parts).map((chosen) => judge(sums, chosen, parts))
  return {
    probability: mean(splits.map(({ logit }) => (logit <= 0 ? 1 : 0))),
    lossProbability: mean(splits.map(({ outside }) => (outside < 0 ? 1 : 0))),
    degradation: slope(
      splits.map(({ inside }) => inside),
      splits.map(({ outside }) => outside),
    ),
    logits: splits.map(({ logit }) => logit),
  }
}

interface Split {
  readonly logit: number
  readonly inside: number
  readonly outside: number
}

function judge(sums: readonly (readonly Part[])[], chosen: number, parts: number): Split {
  const inside = sums.map((one) => sharpeOf(one, chosen))
  const outside = sums.map((one) => sharpeOf(one, ~chosen & ((1 << parts) - 1)))
  const winner = inside.indexOf(Math.max(...inside))
  const score = outside[winner] ?? 0
  const below = outside.filter((other) => other < score).length
  const equal = outside.filter((other) => other === score).length
  // Equals share their ranks: a field of identical strategies is a coin toss, not a sure loss.
  const share = (below + (equal + 1) / 2) / (sums.length + 1)
  return { logit: Math.log(share / (1 - share)), inside: inside[winner] ?? 0, outside: score }
}

function partsOf(returns: Series, parts: number): Part[] {
  const size = Math.floor(returns.length / parts)
  return Array.from({ length: parts }, (_, part) => {
    let sum = 0
    let squares = 0
    for (let i = part * size; i < (part + 1) * size; i++) {
      const value = returns[i] ?? 0
      sum += value
      squares += value * value
    }
    return { sum, squares, count: size }
  })
}

function sharpeOf(parts: readonly Part[], chosen: number): number {
  let sum = 0
  let squares = 0
  let count = 0
  parts.forEach((part, i) => {
    if ((chosen & (1 << i)) === 0) return
    sum += part.sum
    squares += part.squares
    count += part.count
  })
  const variance = (squares - (sum * sum) / count) / (count - 1)
  return variance > 0 ? sum / count / Math.sqrt(variance) : 0
}

/** All choices of half the parts, as bits, ascending. */
function halves(parts: number): number[] {
  const wanted = parts / 2
  return Array.from({ length: 1 << parts }, (_, bits) => bits).filter((bits) => ones(bits) === wanted)
}

function ones(bits: number): number {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++
  return count
}

function slope(x: readonly number[], y: readonly number[]): number {
  const centreX = mean(x)
  const centreY = mean(y)
  const spread = mean(x.map((value) => (value - centreX) ** 2))
  return spread === 0
    ? Number.NaN
    : mean(x.map((value, i) => (value - centreX) * ((y[i] ?? 0) - centreY))) / spread
}
