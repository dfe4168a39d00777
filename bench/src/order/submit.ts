/** The one operation that the order benchmark sends, as a client would: a document with variables. */

export const SUBMIT = {
  name: 'submitOrder, LIMIT IOC that cannot fill, every limit but the order rate set',
  query:
    'mutation S($input: SubmitOrderInput!) { submitOrder(input: $input) { __typename ... on SubmitOrderPayload { order { id clientOrderId status effectiveMode decision { outcome summary policyVersion checks { name verdict observed limit headroom } } } } ... on Problem { code message path } } }',
} as const

export interface Ticket {
  readonly key: string
  readonly accountId: string
  readonly instrumentId: string
  readonly limitPrice: string
  /** Makes the client order ids of one run its own. */
  readonly run: string
}

export function submitVariables(ticket: Ticket, tag: string) {
  const { accountId, instrumentId, limitPrice, run } = ticket
  return {
    input: {
      accountId,
      instrumentId,
      clientOrderId: `${run}-${tag}`,
      side: 'BUY',
      type: 'LIMIT',
      quantity: '0.001',
      limitPrice,
      timeInForce: 'IOC',
    },
  }
}

export function submitBody(ticket: Ticket, tag: string): string {
  return JSON.stringify({ query: SUBMIT.query, variables: submitVariables(ticket, tag) })
}
