/** One proposal of a model: what it would trade, how sure the model is and where that comes from, and the two ways to decide it. */
'use client'

import { useState } from 'react'
import { ModeBadge } from '../accounts/mode-badge.tsx'
import { type Outcome, explainOutcome } from '../connection/problem.ts'
import { classes } from '../controls/classes.ts'
import { GatedButton } from '../controls/gated-button.tsx'
import { TextField } from '../controls/text-field.tsx'
import { showDecimal } from '../format/decimal.ts'
import { Side, Status } from '../format/figures.tsx'
import { showShare } from '../format/number.ts'
import { showInstant, showTime } from '../format/time.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import type { ProposalItem_SignalProposalFragmentFragment } from '../generated/graphql.ts'
import { useSelection } from '../shell/selection.tsx'
import { Provenance } from './provenance.tsx'
import { useDecision } from './signal-mutations.ts'

export const ProposalItem_SignalProposalFragment = graphql(`
  fragment ProposalItem_SignalProposalFragment on SignalProposal {
    id
    side
    quantity
    status
    reason
    proposedAt
    expiresAt
    instrument {
      id
      symbol
    }
    account {
      id
      name
      mode
    }
    proposedBy {
      id
      kind
      name
    }
    decidedBy {
      id
      kind
      name
    }
    order {
      id
      status
    }
    signal {
      at
      direction
      score
      confidence
      horizonSeconds
      provenance {
        ...Provenance_SignalProvenanceFragment
      }
    }
  }
`)

type Proposal = ProposalItem_SignalProposalFragmentFragment

const NOT_MINE = 'A trader, admin or owner can, signed in.'

export function ProposalItem(props: {
  readonly proposal: FragmentType<typeof ProposalItem_SignalProposalFragment>
}) {
  const proposal = getFragmentData(ProposalItem_SignalProposalFragment, props.proposal)
  const { signal, account } = proposal
  const open = proposal.status === 'OPEN'
  return (
    <li
      data-proposal={proposal.status}
      className={classes(
        'flex flex-col gap-1 border-b border-line px-2 py-1.5 text-xs',
        open && 'bg-accent-soft',
      )}
    >
      <p className="flex flex-wrap items-center gap-x-2 tabular-nums">
        <Side side={proposal.side} />
        <span className="font-semibold">
          {showDecimal(proposal.quantity)} {proposal.instrument.symbol}
        </span>
        <span>{showShare(signal.confidence, 0)} sure</span>
        <ModeBadge mode={account.mode} />
        <span>{account.name}</span>
        <Status status={proposal.status} />
        <span className="text-ink-2">
          <time dateTime={proposal.proposedAt} title={showInstant(proposal.proposedAt)}>
            {showTime(proposal.proposedAt)}
          </time>
          {open ? ` until ${showTime(proposal.expiresAt)}` : ''}, by {proposal.proposedBy.name}
        </span>
      </p>
      <Result proposal={proposal} />
      <Provenance provenance={signal.provenance} />
      {open ? <Decide proposal={proposal} /> : null}
    </li>
  )
}

function Result({ proposal: { decidedBy, reason, order } }: { readonly proposal: Proposal }) {
  if (decidedBy == null && reason == null) return null
  return (
    <p className="break-words text-ink-2">
      {decidedBy ? `Decided by ${decidedBy.name}. ` : ''}
      {reason ?? ''}
      {order ? (
        <>
          Order: <Status status={order.status} />
        </>
      ) : null}
    </p>
  )
}

function Decide({ proposal: { id, account } }: { readonly proposal: Proposal }) {
  const { may } = useSelection()
  const { accept, decline } = useDecision()
  const [confirm, setConfirm] = useState('')
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | undefined>()
  const why = may('signal:accept') ? null : NOT_MINE
  const live = account.mode === 'LIVE'
  const decided = async (deciding: Promise<Outcome<unknown>>) => {
    const outcome = await deciding
    setProblem(outcome.kind === 'done' ? undefined : explainOutcome(outcome))
  }
  return (
    <div className="flex flex-wrap items-end gap-2">
      {live ? (
        <TextField
          label={`LIVE: type ${account.name} to confirm`}
          className="w-56"
          value={confirm}
          onChange={setConfirm}
        />
      ) : null}
      <GatedButton
        size="dense"
        tone="primary"
        why={why}
        meaning="Makes a market order in your name, through the signal policy and the gate."
        onPress={() => void decided(accept(id, live ? confirm : null))}
      >
        Accept
      </GatedButton>
      <TextField label="Why not" className="w-56" value={reason} onChange={setReason} />
      <GatedButton
        size="dense"
        why={why ?? (reason.trim() === '' ? 'Say why.' : null)}
        onPress={() => void decided(decline(id, reason.trim()))}
      >
        Decline
      </GatedButton>
      {problem === undefined ? null : (
        <p role="alert" className="w-full break-words text-bad">
          {problem}
        </p>
      )}
    </div>
  )
}
