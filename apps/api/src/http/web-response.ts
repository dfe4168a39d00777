/** Writes a web Response to a Node response, no faster than the reader reads, and stops its source when the reader leaves. */
import type { ServerResponse } from 'node:http'

export async function sendWebResponse(response: Response, res: ServerResponse): Promise<void> {
  if (res.destroyed) {
    await response.body?.cancel()
    return
  }
  res.statusCode = response.status
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie') res.setHeader(name, value)
  }
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) res.setHeader('set-cookie', cookies)
  if (!res.hasHeader('cache-control')) res.setHeader('cache-control', 'no-store')
  if (response.body === null) {
    res.end()
    return
  }
  res.flushHeaders()
  const { body } = response
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader()
  await new Promise<void>((resolve, reject) => {
    // A reader that left ends the exchange and its source at once. Yoga's streams are not the platform's: their reader's
    // cancel waits for the next chunk, their own does not; the platform's own refuses, as it is locked to the reader.
    res.once('close', () => {
      void Promise.allSettled([reader.cancel(), body.cancel()])
      resolve()
    })
    pump(reader, res).then(resolve, reject)
  })
}

async function pump(reader: ReadableStreamDefaultReader<Uint8Array>, res: ServerResponse): Promise<void> {
  for (;;) {
    const { done, value } = await reader.read()
    if (res.destroyed) return
    if (done) break
    if (!res.write(value)) await drained(res)
    if (res.destroyed) return
  }
  res.end()
}

function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      res.off('drain', settle)
      res.off('close', settle)
      resolve()
    }
    res.once('drain', settle)
    res.once('close', settle)
  })
}
