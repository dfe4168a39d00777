/** Figures with meaning: sides, money with its sign, statuses. Always a word or sign beside the colour. */
import { classes } from '../controls/classes.ts'
import { roundDecimal, showDecimal, signOf } from './decimal.ts'
import { showWord } from './words.ts'

export function Side({ side }: { readonly side: 'BUY' | 'SELL' }) {
  return (
    <span className={classes('font-semibold', side === 'BUY' ? 'text-buy' : 'text-sell')}>
      {side === 'BUY' ? '▲ Buy' : '▼ Sell'}
    </span>
  )
}

export interface MoneyValue {
  readonly amount: string
  readonly currency: string
}

export interface MoneyProps {
  readonly money: MoneyValue | null | undefined
  /** Digits after the point where there is little room; the title has them all. */
  readonly digits?: number
}

/** A gain carries a plus, a loss a minus; nothing is coloured when it is zero. */
export function Gain({ money, digits }: MoneyProps) {
  if (!money) return <span className="text-ink-3">–</span>
  const sign = signOf(money.amount)
  return (
    <span
      className={sign > 0 ? 'text-buy' : sign < 0 ? 'text-sell' : 'text-ink-2'}
      title={`${money.amount} ${money.currency}`}
    >
      {sign > 0 ? '+' : ''}
      {showDecimal(digits === undefined ? money.amount : roundDecimal(money.amount, digits), 2)}
    </span>
  )
}

export function Money({ money, digits }: MoneyProps) {
  if (!money) return <span className="text-ink-3">–</span>
  return (
    <span title={`${money.amount} ${money.currency}`}>
      {showDecimal(digits === undefined ? money.amount : roundDecimal(money.amount, digits), 2)}{' '}
      <span className="text-ink-2">{money.currency}</span>
    </span>
  )
}

/** A plain decimal, or a dash where there is none. */
export function Figure({
  value,
  digits = 0,
}: {
  readonly value: string | null | undefined
  readonly digits?: number
}) {
  return value == null ? <span className="text-ink-3">–</span> : <span>{showDecimal(value, digits)}</span>
}

const statusTones: Readonly<Record<string, string>> = {
  FILLED: 'text-ok',
  REJECTED: 'text-bad',
  EXPIRED: 'text-warn',
  UNKNOWN: 'text-bad font-semibold',
  PENDING_CANCEL: 'text-warn',
  PENDING_REPLACE: 'text-warn',
  CANCELED: 'text-ink-2',
}

export function Status({ status }: { readonly status: string }) {
  return <span className={statusTones[status] ?? 'text-ink'}>{showWord(status)}</span>
}
