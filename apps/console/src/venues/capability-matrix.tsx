/** What a venue can do: sent as it is, brought about in another way, or refused, each with its reason. */
import { Section } from '../controls/section.tsx'
import { showName, showWord } from '../format/words.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { AbilitySign, OrderMatrix } from './order-matrix.tsx'

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
    forAssetClasses {
      assetClass
      orders {
        orderType
        timeInForce
        ability {
          kind
          how
          note
        }
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

export interface CapabilityMatrixProps {
  readonly capabilities: FragmentType<typeof CapabilityMatrix_VenueCapabilitiesFragment>
}

export function CapabilityMatrix(props: CapabilityMatrixProps) {
  const capabilities = getFragmentData(CapabilityMatrix_VenueCapabilitiesFragment, props.capabilities)
  const others = [
    ...capabilities.features.map(({ name, ability }) => ({ title: showName(name), ability })),
    ...capabilities.streams.map(({ name, ability }) => ({ title: `Stream of ${name}`, ability })),
  ]
  return (
    <Section title="What the venue can do" className="self-start xl:col-span-2">
      <OrderMatrix label="Order types by time in force" cells={capabilities.orders} />
      {capabilities.forAssetClasses.map(({ assetClass, orders }) => (
        <OrderMatrix key={assetClass} label={`Order types of class ${showWord(assetClass)}`} cells={orders} />
      ))}
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
