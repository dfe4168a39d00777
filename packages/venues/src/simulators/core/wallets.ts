/** What the accounts of a simulated exchange hold, exactly; the market itself has no end of anything. */

import { textOf } from './product.ts'

/** The account that stands for everybody else. */
export const MARKET_ACCOUNT = 'market'

export interface Wallet {
  readonly currency: string
  available: bigint
  held: bigint
}

export class Wallets {
  private readonly accounts = new Map<string, Map<string, Wallet>>()

  /** The wallet, empty where there was none. */
  of(account: string, currency: string): Wallet {
    let wallets = this.accounts.get(account)
    if (wallets === undefined) this.accounts.set(account, (wallets = new Map<string, Wallet>()))
    let wallet = wallets.get(currency)
    if (wallet === undefined) wallets.set(currency, (wallet = { currency, available: 0n, held: 0n }))
    return wallet
  }

  list(account: string): readonly Wallet[] {
    return [...(this.accounts.get(account)?.values() ?? [])]
  }

  /** Sets aside an amount; false: there is not enough. Nothing is always there, also of what is held short. */
  hold(account: string, currency: string, amount: bigint): boolean {
    if (account === MARKET_ACCOUNT) return true
    const wallet = this.of(account, currency)
    if (amount > 0n && wallet.available < amount) return false
    wallet.available -= amount
    wallet.held += amount
    return true
  }

  release(account: string, currency: string, amount: bigint): void {
    if (account === MARKET_ACCOUNT) return
    const wallet = this.of(account, currency)
    wallet.available += amount
    wallet.held -= amount
    if (wallet.held < 0n)
      throw new Error(`Invariant: ${currency} held is never negative, not ${textOf(wallet.held)}`)
  }

  add(account: string, currency: string, amount: bigint): void {
    if (account !== MARKET_ACCOUNT) this.of(account, currency).available += amount
  }
}
