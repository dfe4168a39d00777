/** Following the market: conflated, so a slow reader sees the present. */
import type { QuoteView } from '@quarterdeck/runtime'
import { InvalidInput } from '../../problem/problem.ts'
import { conflatedStream } from '../../subscription/conflated-stream.ts'
import { builder } from '../builder.ts'
import { Quote, instrumentOf } from '../type/instrument.ts'

const INSTRUMENTS_MAX = 200
const PATH = ['instrumentIds']

builder.subscriptionField('quotes', (t) =>
  t.field({
    type: Quote,
    description:
      'Quotes, the newest first of all. Conflated: a slow reader gets the newest quote of each instrument, never a growing queue.',
    args: {
      instrumentIds: t.arg.idList({
        required: true,
        description: `What to follow; 1 to ${INSTRUMENTS_MAX} instruments.`,
      }),
    },
    authScopes: { signedIn: true },
    extensions: { action: 'quote:read' },
    subscribe: (_root, { instrumentIds }, context) => {
      const ids = [...new Set(instrumentIds)]
      if (ids.length === 0 || ids.length > INSTRUMENTS_MAX)
        throw new InvalidInput(`instrumentIds must name 1 to ${INSTRUMENTS_MAX} instruments`, PATH)
      for (const id of ids) instrumentOf(context, id, PATH)
      return conflatedStream<QuoteView>(context, async (sink) => {
        for (const id of ids) {
          const quote = context.runtime.quote(id)
          if (quote !== null) sink.put(id, quote)
        }
        for await (const quotes of context.runtime.quotes(ids, sink.signal)) {
          for (const quote of quotes) sink.put(quote.instrumentId, quote)
        }
      })
    },
    resolve: (quote) => quote,
  }),
)
