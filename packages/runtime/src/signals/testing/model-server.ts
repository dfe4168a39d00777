/** A model server for tests, on a free port of this machine: says what it is told to say, and keeps what it was asked. */
import { type RequestListener, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ModelQuestion } from '../model-client.ts'

export interface TestModelServer {
  readonly url: string
  close(): void
}

export async function serveModel(listener: RequestListener): Promise<TestModelServer> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/score`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A request as it came. */
export interface HeardRequest {
  readonly method: string | undefined
  readonly authorization: string | undefined
  readonly question: ModelQuestion
}

/** Answers every question the same, and says what it heard. */
export function answering(
  answer: () => object,
  onHeard: (heard: HeardRequest) => void = () => undefined,
): RequestListener {
  return (request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const question = JSON.parse(Buffer.concat(pieces).toString('utf8')) as ModelQuestion
      onHeard({ method: request.method, authorization: request.headers.authorization, question })
      response.end(JSON.stringify(answer()))
    })
  }
}
