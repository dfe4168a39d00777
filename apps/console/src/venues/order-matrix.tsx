/** What a venue takes of orders, as a table: each cell sent as it is, brought about in another way, or refused. */
import { CircleCheck, CircleDot, CircleX } from 'lucide-react'
import { classes } from '../controls/classes.ts'
import { showWord } from '../format/words.ts'
import type { VenueAbilityKind, VenueEmulation } from '../generated/graphql.ts'
import { type Cell, matrixOf } from './matrix.ts'

export interface Ability {
  readonly kind: VenueAbilityKind
  readonly how?: VenueEmulation | null | undefined
  readonly note?: string | null | undefined
}

const looks = {
  NATIVE: { icon: CircleCheck, look: 'text-ok', word: 'Yes' },
  EMULATED: { icon: CircleDot, look: 'text-warn', word: 'In another way' },
  REFUSED: { icon: CircleX, look: 'text-ink-3', word: 'No' },
} as const satisfies Readonly<Record<VenueAbilityKind, object>>

const ways: Readonly<Record<VenueEmulation, string>> = {
  MARKET_AS_IOC_LIMIT: 'As an IOC limit',
  DAY_AS_GTD: 'As GTD',
  CANCEL_AT_TIME: 'Cancelled here in time',
  TRIGGER_HERE: 'Held here until its stop',
  CANCEL_AND_PLACE: 'Cancelled and placed anew',
  CANCEL_EACH: 'One by one',
  REDUCE_HERE: 'Capped here',
  POLL: 'Asked again and again',
}

/** `ability`: null where the venue names nothing, which is refused. */
export function AbilitySign({ ability }: { readonly ability: Ability | null }) {
  const kind = ability?.kind ?? 'REFUSED'
  const { icon: Icon, look, word } = looks[kind]
  const how = ability?.how ? ways[ability.how] : null
  return (
    <span
      title={[how, ability?.note].filter(Boolean).join(': ') || undefined}
      data-ability={kind}
      className={classes('inline-flex items-center gap-1 whitespace-nowrap', look)}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {how ?? word}
    </span>
  )
}

export interface OrderMatrixProps {
  readonly label: string
  readonly cells: readonly Cell<Ability>[]
}

const head = 'h-6 border-b border-line px-2 text-left text-2xs font-medium text-ink-2'

export function OrderMatrix({ label, cells }: OrderMatrixProps) {
  const { times, rows } = matrixOf(cells)
  return (
    <div tabIndex={0} role="region" aria-label={label} className="overflow-auto">
      <table className="w-full text-xs">
        <caption className="px-2 py-1 text-left text-2xs text-ink-2">{label}</caption>
        <thead>
          <tr className="bg-raised">
            <th scope="col" className={head}>
              Order type
            </th>
            {times.map((time) => (
              <th key={time} scope="col" className={head}>
                {showWord(time)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ orderType, cells: abilities }) => (
            <tr key={orderType} className="border-b border-line/60">
              <th scope="row" className="px-2 py-0.5 text-left font-medium whitespace-nowrap">
                {showWord(orderType)}
              </th>
              {abilities.map((ability, index) => (
                <td key={times[index]} className="px-2 py-0.5">
                  <AbilitySign ability={ability} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
