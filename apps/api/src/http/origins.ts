/** Which browser origins may use cookies here: our own addresses and those the configuration names, by exact match. */

export interface OriginOptions {
  readonly host: string
  readonly port: number
  readonly publicUrl: string | null
  readonly allowedOrigins: readonly string[]
}

const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

export function ownOrigins({ host, port, publicUrl, allowedOrigins }: OriginOptions): ReadonlySet<string> {
  const bracketed = host.includes(':') ? `[${host}]` : host
  const isEverywhere = host === '0.0.0.0' || host === '::'
  const names = isEverywhere || LOOPBACK.includes(bracketed) ? LOOPBACK : [bracketed]
  const origins = new Set(allowedOrigins)
  for (const name of names) origins.add(`http://${name}:${port}`)
  if (publicUrl !== null) origins.add(publicUrl)
  return origins
}

/** The address that people are told and cookies are issued for. */
export function baseUrlOf({ host, port, publicUrl }: OriginOptions): string {
  if (publicUrl !== null) return publicUrl
  const isEverywhere = host === '0.0.0.0' || host === '::'
  const name = isEverywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}
