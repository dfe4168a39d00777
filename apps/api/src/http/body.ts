/** Reads a request's body up to a limit, without a stream in between. */
import type { IncomingMessage } from 'node:http'

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

/** The client left before its body was whole. */
export class BodyAborted extends Error {
  override readonly name = 'BodyAborted'
}

/** Throws {@link BodyTooLarge} as soon as the limit is passed; the rest is left unread. */
export function readBody(req: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(req.headers['content-length'] ?? 0) > bytesMax) {
      reject(new BodyTooLarge())
      return
    }
    const chunks: Buffer[] = []
    let bytes = 0
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > bytesMax) {
        req.pause()
        reject(new BodyTooLarge())
        return
      }
      chunks.push(chunk)
    })
    req.once('end', () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    )
    req.once('error', () => reject(new BodyAborted()))
    req.once('close', () => {
      // Every request closes; only one that is not whole yet was aborted.
      if (!req.complete) reject(new BodyAborted())
    })
  })
}
