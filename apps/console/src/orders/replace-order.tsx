/** Replaces a working order in place: new quantity or prices, judged by the same gate as a new order. */
'use client'

import { type FormEvent, useRef, useState } from 'react'
import { useMutation } from 'urql'
import { explainOutcome, outcomeOf, type Problem, problemField } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Side } from '../format/figures.tsx'
import { graphql } from '../generated/gql.ts'
import { instrumentText } from '../market/instrument-name.tsx'
import { DecimalField } from './decimal-field.tsx'
import type { OrderRow } from './order-row.tsx'
import { newIdempotencyKey } from './idempotency.ts'

const ReplaceOrderMutation = graphql(`
  mutation ReplaceOrder($input: ReplaceOrderInput!) {
    replaceOrder(input: $input) {
      __typename
      ... on ReplaceOrderPayload {
        order {
          id
          open
          account {
            id
          }
          ...OrderRow_OrderFragment
        }
        decision {
          outcome
          summary
        }
      }
      ... on Problem {
        code
        message
        path
      }
    }
  }
`)

const fields = ['quantity', 'limitPrice', 'stopPrice'] as const
type Terms = Readonly<Record<(typeof fields)[number], string>>

export function ReplaceOrder({ order, onClose }: { readonly order: OrderRow; readonly onClose: () => void }) {
  const [terms, setTerms] = useState<Terms>({
    quantity: order.quantity,
    limitPrice: order.limitPrice ?? '',
    stopPrice: order.stopPrice ?? '',
  })
  const [problem, setProblem] = useState<Problem | null>(null)
  const [{ fetching }, replace] = useMutation(ReplaceOrderMutation)
  // One key for one set of terms: pressing again after a lost answer replaces once.
  const key = useRef(newIdempotencyKey())

  const change = (field: keyof Terms, value: string) => {
    key.current = newIdempotencyKey()
    setTerms((all) => ({ ...all, [field]: value }))
  }

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setProblem(null)
    const changed = (field: keyof Terms, before: string | null | undefined) =>
      terms[field] !== '' && terms[field] !== before ? { [field]: terms[field] } : {}
    const { data, error } = await replace({
      input: {
        orderId: order.id,
        idempotencyKey: key.current,
        ...changed('quantity', order.quantity),
        ...changed('limitPrice', order.limitPrice),
        ...changed('stopPrice', order.stopPrice),
      },
    })
    const outcome = outcomeOf(data?.replaceOrder, error)
    if (outcome.kind === 'problem') return setProblem(outcome.problem)
    if (outcome.kind !== 'done') return setProblem({ code: '', message: explainOutcome(outcome) })
    const decision = outcome.payload.decision
    if (decision?.outcome === 'BLOCKED') return setProblem({ code: 'BLOCKED', message: decision.summary })
    onClose()
  }

  const at = problem ? problemField(problem, fields) : null
  const problemAt = (field: keyof Terms) => (at === field ? problem?.message : undefined)
  const tick = order.instrument.priceIncrement
  return (
    <form
      aria-label={`Replace order ${order.clientOrderId}`}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => (event.key === 'Escape' ? onClose() : undefined)}
      className="flex flex-wrap items-end gap-2 border-b border-line bg-raised px-2 py-1.5"
    >
      <p className="self-center text-xs">
        Replace <Side side={order.side} /> <strong>{instrumentText(order.instrument)}</strong>
      </p>
      <DecimalField
        autoFocus
        className="w-32"
        label="Quantity"
        value={terms.quantity}
        increment={order.instrument.quantityIncrement}
        onChange={(value) => change('quantity', value)}
        problem={problemAt('quantity')}
      />
      {order.limitPrice != null ? (
        <DecimalField
          className="w-32"
          label="Limit price"
          value={terms.limitPrice}
          increment={tick}
          onChange={(value) => change('limitPrice', value)}
          problem={problemAt('limitPrice')}
        />
      ) : null}
      {order.stopPrice != null ? (
        <DecimalField
          className="w-32"
          label="Stop price"
          value={terms.stopPrice}
          increment={tick}
          onChange={(value) => change('stopPrice', value)}
          problem={problemAt('stopPrice')}
        />
      ) : null}
      <Button type="submit" tone="primary" disabled={fetching}>
        {fetching ? 'Replacing…' : 'Replace'}
      </Button>
      <Button onClick={onClose}>Leave as it is</Button>
      {problem && !at ? (
        <p role="alert" className="basis-full text-xs text-bad">
          {problem.message}
        </p>
      ) : null}
    </form>
  )
}
