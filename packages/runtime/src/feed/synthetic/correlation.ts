/** How the walks move together: a correlation by asset class, and the Cholesky factor that turns independent shocks into it. */

import type { AssetClass } from '@quarterdeck/sdk'

/** The classes that have walks of their own; what has no natural one borrows that of its nearest kin. */
type WalkClass = 'CRYPTO' | 'EQUITY' | 'INDEX' | 'FX' | 'METAL' | 'EVENT_CONTRACT'

const WALK_CLASS: Readonly<Record<AssetClass, WalkClass>> = {
  CRYPTO: 'CRYPTO',
  EQUITY: 'EQUITY',
  INDEX: 'INDEX',
  FX: 'FX',
  METAL: 'METAL',
  EVENT_CONTRACT: 'EVENT_CONTRACT',
  FUTURE: 'INDEX',
  OPTION: 'EQUITY',
}

/** Between two different instruments; the diagonal is between two of the same class. FX is the currency against the dollar. */
const BY_CLASS: Readonly<Record<WalkClass, Readonly<Record<WalkClass, number>>>> = {
  CRYPTO: { CRYPTO: 0.75, EQUITY: 0.3, INDEX: 0.35, FX: 0.15, METAL: 0.15, EVENT_CONTRACT: 0 },
  EQUITY: { CRYPTO: 0.3, EQUITY: 0.5, INDEX: 0.6, FX: 0.2, METAL: 0.1, EVENT_CONTRACT: 0 },
  INDEX: { CRYPTO: 0.35, EQUITY: 0.6, INDEX: 0.9, FX: 0.25, METAL: 0.12, EVENT_CONTRACT: 0 },
  FX: { CRYPTO: 0.15, EQUITY: 0.2, INDEX: 0.25, FX: 0.55, METAL: 0.4, EVENT_CONTRACT: 0 },
  METAL: { CRYPTO: 0.15, EQUITY: 0.1, INDEX: 0.12, FX: 0.4, METAL: 0.7, EVENT_CONTRACT: 0 },
  EVENT_CONTRACT: { CRYPTO: 0, EQUITY: 0, INDEX: 0, FX: 0, METAL: 0, EVENT_CONTRACT: 0 },
}

/** What correlation is decided by: a pair quoted as dollars per foreign unit moves against one quoted the other way. */
export interface Correlated {
  readonly assetClass: AssetClass
  readonly symbol: string
}

function direction(one: Correlated): 1 | -1 {
  return one.assetClass === 'FX' && one.symbol.startsWith('USD') ? -1 : 1
}

/** Roots whose class says too little: funds that track an index move as the index, crude oil moves as metals do. */
const WALK_CLASS_OF_ROOT: Readonly<Record<string, WalkClass>> = {
  SPY: 'INDEX',
  QQQ: 'INDEX',
  CL: 'METAL',
  GC: 'METAL',
}

function walkClass(of: Correlated): WalkClass {
  const root = /^[A-Z]+?(?=$|[FGHJKMNQUVXZ]\d+$)/.exec(of.symbol)?.[0] ?? of.symbol
  return WALK_CLASS_OF_ROOT[root] ?? WALK_CLASS[of.assetClass]
}

export function correlationOf(one: Correlated, other: Correlated): number {
  return direction(one) * direction(other) * BY_CLASS[walkClass(one)][walkClass(other)]
}

/** A lower triangular matrix in rows of growing length. */
export type Triangle = readonly Float64Array[]

/** Lower triangular L with L Lt the correlation matrix. Throws when no set of walks could be correlated so. */
export function choleskyFactor(of: readonly Correlated[]): Triangle {
  const factor: Float64Array[] = []
  for (const [i, one] of of.entries()) {
    const row = new Float64Array(i + 1)
    for (let j = 0; j <= i; j += 1) {
      const other = factor[j] ?? row
      let rest = i === j ? 1 : correlationOf(one, of[j]!)
      for (let k = 0; k < j; k += 1) rest -= row[k]! * other[k]!
      if (i === j && rest <= 1e-12) throw new Error('Invariant: the correlation matrix is positive definite')
      row[j] = i === j ? Math.sqrt(rest) : rest / other[j]!
    }
    factor.push(row)
  }
  return factor
}

/** Writes correlated shocks made of independent ones. */
export function correlate(factor: Triangle, independent: Float64Array, correlated: Float64Array): void {
  for (const [i, row] of factor.entries()) {
    let sum = 0
    for (let j = 0; j <= i; j += 1) sum += row[j]! * independent[j]!
    correlated[i] = sum
  }
}
