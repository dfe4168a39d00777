/** What a venue can do: sent as it is, brought about in another way, or refused, each with its reason. */
import { CircleCheck, CircleDot, CircleX } from 'lucide-react'
import { classes } from '../controls/classes.ts'
import { Section } from '../controls/section.tsx'
import { showName, showWord } from '../format/words.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import type {
  CapabilityMatrix_VenueCapabilitiesFragmentFragment,
  VenueEmulation,
} from '../generated/graphql.ts'
import { matrixOf } from './matrix.ts'

export const CapabilityMatrix_VenueCapabilitiesFragment = graphql(`
  fragment CapabilityMatrix_VenueCapabilitiesFragment on VenueCapabilities {
    orders {
      orderType
      timeInForce
      ability {
        kind
        how
        note
      }
    }
    features {
      name
      ability {
        kind
        how
        note
      }
    }
    streams {
      name
      fallbackPollMs
      ability {
        kind
        how
        note
      }
    }
    replaceNote
    uncertainties
  }
`)

type Ability = CapabilityMatrix_VenueCapabilitiesFragmentFragment['features'][number]['ability']

export interface CapabilityMatrixProps {
  readonly capabilities: FragmentType<typeof CapabilityMatrix_VenueCapabilitiesFragment>
}

const looks = {
  NATIVE: { icon: CircleCheck, look: 'text-ok', word: 'Yes' },
  EMULATED: { icon: CircleDot, look: 'text-warn', word: 'In another way' },
  REFUSED: { icon: CircleX, look: 'text-ink-3', word: 'No' },
} as const satisfies Readonly<Record<Ability['kind'], object>>

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

export function CapabilityMatrix(props: CapabilityMatrixProps) {
  const capabilities = getFragmentData(CapabilityMatrix_VenueCapabilitiesFragment, props.capabilities)
  const { times, rows } = matrixOf(capabilities.orders)
  const others = [
    ...capabilities.features.map(({ name, ability }) => ({ title: showName(name), ability })),
    ...capabilities.streams.map(({ name, ability }) => ({ title: `Stream of ${name}`, ability })),
  ]
  return (
    <Section title="What the venue can do" className="self-start xl:col-span-2">
      <div tabIndex={0} role="region" aria-label="Order types by time in force" className="overflow-auto">
        <table aria-label="Order types by time in force" className="w-full text-xs">
          <thead>
            <tr className="bg-raised">
              <th
                scope="col"
                className="h-6 border-b border-line px-2 text-left text-2xs font-medium text-ink-2"
              >
                Order type
              </th>
              {times.map((time) => (
                <th
                  key={time}
                  scope="col"
                  className="h-6 border-b border-line px-2 text-left text-2xs font-medium text-ink-2"
                >
                  {showWord(time)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ orderType, cells }) => (
              <tr key={orderType} className="border-b border-line/60">
                <th scope="row" className="px-2 py-0.5 text-left font-medium whitespace-nowrap">
                  {showWord(orderType)}
                </th>
                {cells.map((ability, index) => (
                  <td key={times[index]} className="px-2 py-0.5">
                    <AbilitySign ability={ability} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <dl className="grid grid-cols-1 gap-x-4 border-t border-line p-2 text-xs sm:grid-cols-2">
        {others.map(({ title, ability }) => (
          <div key={title} className="flex min-w-0 gap-2 py-0.5">
            <dt className="w-36 shrink-0 font-medium">{title}</dt>
            <dd className="min-w-0 text-ink-2">
              <AbilitySign ability={ability} />
              {ability.note ? <span className="break-words"> {ability.note}</span> : null}
            </dd>
          </div>
        ))}
      </dl>
      <p className="border-t border-line p-2 text-xs text-ink-2">Replacing: {capabilities.replaceNote}</p>
      {capabilities.uncertainties.length > 0 ? (
        <div className="border-t border-line p-2 text-xs">
          <p className="font-medium">Not certain, and how it is kept safe</p>
          <ul className="list-disc pl-4 text-ink-2">
            {capabilities.uncertainties.map((uncertainty) => (
              <li key={uncertainty}>{uncertainty}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </Section>
  )
}

function AbilitySign({ ability }: { readonly ability: Ability | null }) {
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
