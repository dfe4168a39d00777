/** One LIVE account: its gate part by part, its capital stage, and the ways to open it, to widen it and to shut it at once. */
'use client'

import { CircleCheck, CircleX, DoorClosed, DoorOpen } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { ModeBadge } from '../accounts/mode-badge.tsx'
import { explainOutcome } from '../connection/problem.ts'
import { classes } from '../controls/classes.ts'
import { GatedButton } from '../controls/gated-button.tsx'
import { showInstant } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import type { LiveAccount_AccountFragmentFragment as Account } from '../generated/graphql.ts'
import { instrumentText } from '../market/instrument-name.tsx'
import { Criteria } from '../shadow/criteria.tsx'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { useSelection } from '../shell/selection.tsx'
import { type GatePart, gateParts, type Scoped } from './gate-parts.ts'
import { useLiveMutations } from './live-mutations.ts'
import { type LimitingPolicy, limitsOn } from './limits-on.ts'
import { OpenGate, type LiveMember } from './open-gate.tsx'
import { WidenGate } from './widen-gate.tsx'

export const LiveAccount_AccountFragment = graphql(`
  fragment LiveAccount_AccountFragment on Account {
    id
    name
    mode
    currency
    liveEnabled
    live {
      stagePercent
      enabledAt
      stageSince
      members {
        user {
          id
          name
        }
      }
    }
    promotionCriteria {
      ...Criteria_PromotionCriterionFragment
    }
    foreignOrders {
      venueOrderId
      side
      quantity
      limitPrice
      instrument {
        id
        symbol
      }
    }
    connection {
      id
      name
      venueId
      standing {
        state
        message
        reconciled
      }
    }
  }
`)

export interface LiveAccountProps {
  readonly account: FragmentType<typeof LiveAccount_AccountFragment>
  readonly members: readonly LiveMember[]
  readonly policies: readonly LimitingPolicy[]
  readonly switches: readonly Scoped[]
  readonly onChanged: () => void
}

const MAY_OPEN = 'An admin or owner can.'
const MAY_SHUT = 'A trader, risk manager, admin or owner can.'

export function LiveAccount({ members, policies, switches, onChanged, ...props }: LiveAccountProps) {
  const account = getFragmentData(LiveAccount_AccountFragment, props.account)
  const { disable } = useLiveMutations()
  const [asked, setAsked] = useState<'open' | 'stage' | null>(null)
  const { id, name, live, connection, foreignOrders } = account
  const parts = gateParts({ accountId: id, live, connection, policies, switches })
  const isOpen = parts.every(({ open }) => open)
  const done = () => {
    setAsked(null)
    onChanged()
  }
  const shut = async () => {
    const outcome = await disable(id)
    if (outcome.kind !== 'done') toast.error(`Not shut: ${explainOutcome(outcome)}`)
    onChanged()
  }
  const unbound = connection ? null : 'It is bound to no connection: it can never trade live.'
  return (
    <li
      data-gate={isOpen ? 'open' : 'shut'}
      className={classes('border bg-panel text-xs', isOpen ? 'border-live' : 'border-line')}
    >
      <div className="flex flex-wrap items-center gap-2 border-b border-line bg-raised px-2 py-1">
        <ModeBadge mode="LIVE" />
        <h2 className="text-sm font-semibold">{name}</h2>
        <span
          className={classes(
            'inline-flex flex-1 items-center gap-1 font-medium',
            isOpen ? 'text-live' : 'text-ink-2',
          )}
        >
          {isOpen ? (
            <DoorOpen aria-hidden className="size-3.5" />
          ) : (
            <DoorClosed aria-hidden className="size-3.5" />
          )}
          {isOpen ? `Open at ${live?.stagePercent ?? 0} %` : 'Shut'}
        </span>
        <GateActions
          isOpen={live != null}
          unbound={unbound}
          onOpen={() => setAsked('open')}
          onStage={() => setAsked('stage')}
          onShut={() => void shut()}
        />
      </div>
      <Gate label={`Gate of ${name}`} parts={parts} />
      {live ? (
        <p className="border-t border-line px-2 py-1 text-ink-2">
          Open for {live.members.map(({ user }) => user.name).join(', ')} since {showInstant(live.enabledAt)};
          at {live.stagePercent} % since {showInstant(live.stageSince)}.
        </p>
      ) : null}
      {connection ? (
        <p className="border-t border-line px-2 py-1 text-ink-2">
          Through <PlaceLink to={placeOf('venues', { id: connection.id })}>{connection.name}</PlaceLink>
        </p>
      ) : null}
      <ForeignOrders orders={foreignOrders} />
      <p className="border-y border-line bg-raised px-2 py-0.5 text-2xs text-ink-2">Before the next stage</p>
      <Criteria criteria={account.promotionCriteria} />
      {asked === 'open' && connection ? (
        <OpenGate
          account={{ id, name }}
          connection={connection}
          members={members}
          limits={limitsOn(policies, id)}
          onDone={done}
        />
      ) : null}
      {asked === 'stage' && live ? (
        <WidenGate account={{ id, name }} stagePercent={live.stagePercent} onDone={done} />
      ) : null}
    </li>
  )
}

interface GateActionsProps {
  readonly isOpen: boolean
  /** Why it can never be opened; null: it can. */
  readonly unbound: string | null
  readonly onOpen: () => void
  readonly onStage: () => void
  readonly onShut: () => void
}

function GateActions({ isOpen, unbound, onOpen, onStage, onShut }: GateActionsProps) {
  const { may } = useSelection()
  const mine = may('live:enable') ? null : MAY_OPEN
  if (!isOpen)
    return (
      <GatedButton tone="primary" why={mine ?? unbound} onPress={onOpen}>
        Open the gate…
      </GatedButton>
    )
  return (
    <>
      <GatedButton why={mine} onPress={onStage}>
        Change the stage…
      </GatedButton>
      <GatedButton
        tone="danger"
        why={may('live:disable') ? null : MAY_SHUT}
        meaning="At once. What is out stays at the venue."
        onPress={onShut}
      >
        Shut it now
      </GatedButton>
    </>
  )
}

function Gate({ label, parts }: { readonly label: string; readonly parts: readonly GatePart[] }) {
  return (
    <ul aria-label={label} className="grid grid-cols-1 gap-px bg-line sm:grid-cols-2 lg:grid-cols-5">
      {parts.map(({ title, open, words }) => {
        const Icon = open ? CircleCheck : CircleX
        return (
          <li key={title} data-open={open} className="flex items-start gap-1.5 bg-panel px-2 py-1.5">
            <Icon aria-hidden className={classes('mt-px size-3.5 shrink-0', open ? 'text-ok' : 'text-bad')} />
            <span className="min-w-0 break-words">
              <span className="font-medium">{title}</span>
              <span className="sr-only">{open ? ', open' : ', shut'}</span>
              <span className="block text-ink-2">{words}</span>
            </span>
          </li>
        )
      })}
    </ul>
  )
}

function ForeignOrders({ orders }: { readonly orders: Account['foreignOrders'] }) {
  if (orders.length === 0) return null
  return (
    <div className="border-t border-line px-2 py-1">
      <p className="font-medium text-warn">Orders of others on this account, counted in its risk</p>
      <ul>
        {orders.map(({ venueOrderId, side, quantity, limitPrice, instrument }) => (
          <li key={venueOrderId} className="text-ink-2">
            {showWord(side)} {quantity} {instrument ? instrumentText(instrument) : ''}
            {limitPrice == null ? '' : ` at ${limitPrice}`} ({venueOrderId})
          </li>
        ))}
      </ul>
    </div>
  )
}
