/** The closed loop over graphql-transport-ws: each client sends its next mutation when the last one is complete. */
import { createClient } from 'graphql-ws'
import type { LoadResult } from '../http/closed-loop.ts'
import { SUBMIT, submitVariables, type Ticket } from './submit.ts'

export interface SocketLoopOptions {
  readonly clients: number
  readonly requests: number
  readonly tag: string
}

export async function socketLoop(
  url: string,
  ticket: Ticket,
  options: SocketLoopOptions,
): Promise<LoadResult> {
  const latenciesMs = new Float64Array(options.requests)
  let started = 0
  let answered = 0
  const clients = Array.from({ length: options.clients }, () =>
    createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      lazy: false,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${ticket.key}` },
    }),
  )
  const begun = performance.now()
  await Promise.all(
    clients.map(async (client) => {
      while (started < options.requests) {
        const tag = `${options.tag}-${started}`
        started += 1
        const sentAt = performance.now()
        await new Promise<void>((resolve, reject) => {
          client.subscribe(
            { query: SUBMIT.query, variables: submitVariables(ticket, tag) },
            {
              next: (result) => {
                if (result.errors !== undefined) reject(new Error(JSON.stringify(result.errors)))
              },
              error: (error) => reject(error instanceof Error ? error : new Error(JSON.stringify(error))),
              complete: resolve,
            },
          )
        })
        latenciesMs[answered] = performance.now() - sentAt
        answered += 1
      }
    }),
  )
  const seconds = (performance.now() - begun) / 1_000
  await Promise.all(clients.map(async (client) => client.dispose()))
  return { requestsPerSecond: answered / seconds, latenciesMs }
}
