/** Puts a certificate that nobody vouches for before a simulator, as the gateway on an operator's machine has one. */

import { generateKeyPairSync, sign } from 'node:crypto'
import { connect, type AddressInfo } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'

export interface Gateway {
  readonly port: number
  close(): Promise<void>
}

/** Listens on a free loopback port and passes everything on to another. */
export async function openGateway(simulatorPort: number): Promise<Gateway> {
  const sockets = new Set<TLSSocket>()
  const server = createServer(selfSigned(), (near) => {
    const far = connect(simulatorPort, '127.0.0.1')
    sockets.add(near)
    near.pipe(far).pipe(near)
    near.on('close', () => {
      sockets.delete(near)
      far.destroy()
    })
    for (const socket of [near, far]) socket.on('error', () => near.destroy())
  })
  // Who does not take the certificate hangs up.
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}

const [SEQUENCE, SET, OID, UTC_TIME, TEXT, INTEGER, BITS] = [0x30, 0x31, 0x06, 0x17, 0x0c, 0x02, 0x03]
const ECDSA_WITH_SHA256 = Buffer.from('2a8648ce3d040302', 'hex')
const COMMON_NAME = Buffer.from('550403', 'hex')

/** A key and its certificate, in the least of X.509 that is one. */
function selfSigned(): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(SEQUENCE, der(OID, ECDSA_WITH_SHA256))
  const name = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, der(OID, COMMON_NAME), der(TEXT, Buffer.from('localhost')))),
  )
  const validity = der(
    SEQUENCE,
    der(UTC_TIME, Buffer.from('200101000000Z')),
    der(UTC_TIME, Buffer.from('491231000000Z')),
  )
  const serial = der(INTEGER, Buffer.from([1]))
  const subjectKey = publicKey.export({ type: 'spki', format: 'der' })
  const signed = der(SEQUENCE, serial, algorithm, name, validity, name, subjectKey)
  const signature = der(BITS, Buffer.from([0]), sign('sha256', signed, privateKey))
  const certificate = der(SEQUENCE, signed, algorithm, signature).toString('base64')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  }
}

/** A tag, the length and the contents. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  const header = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(header), content])
}
