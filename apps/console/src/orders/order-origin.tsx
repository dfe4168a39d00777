/** Which deployment of a strategy wanted an order, and by which decision of which artifact; nothing for a person's order. */
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { showCount } from '../format/number.ts'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'

export const OrderOrigin_OrderFragment = graphql(`
  fragment OrderOrigin_OrderFragment on Order {
    id
    deployment {
      id
      name
      strategy {
        id
        name
      }
    }
    cause {
      run
      input
      digest
    }
  }
`)

export function OrderOrigin(props: { readonly order: FragmentType<typeof OrderOrigin_OrderFragment> }) {
  const { deployment, cause } = getFragmentData(OrderOrigin_OrderFragment, props.order)
  if (!deployment || !cause) return null
  return (
    <section aria-label="Where it comes from" className="mx-3 border-l-2 border-accent pl-2">
      <p>
        Wanted by{' '}
        <PlaceLink to={placeOf('strategies', { deployment: deployment.id, tab: 'decisions' })}>
          {deployment.name}
        </PlaceLink>{' '}
        of {deployment.strategy.name}, run {cause.run}, input #{showCount(cause.input)}
      </p>
      <p className="font-mono text-2xs break-all text-ink-2">artifact {cause.digest}</p>
    </section>
  )
}
