/** A git server as a company has one: https on loopback, its certificate signed by an authority of its own. */

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Repository } from './repository.ts'

export class GitServer {
  readonly #server: Server
  readonly #folder: string

  private constructor(server: Server, folder: string) {
    this.#server = server
    this.#folder = folder
  }

  /** Serves a repository by git's own program for it, `git http-backend`. */
  static async open(repository: Repository): Promise<GitServer> {
    const folder = mkdtempSync(join(tmpdir(), 'quarterdeck-git-server-'))
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    const made = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-keyout',
      key,
      '-out',
      certificate,
    ]
    execFileSync('openssl', ['req', '-x509', '-nodes', '-days', '1', ...names, ...made], { stdio: 'pipe' })
    const server = createServer(
      { key: readFileSync(key), cert: readFileSync(certificate) },
      (request, response) => answer(repository.directory, request, response),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new GitServer(server, folder)
  }

  get host(): string {
    return `localhost:${(this.#server.address() as AddressInfo).port}`
  }

  get url(): string {
    return `https://${this.host}/repository/.git`
  }

  /** The authority that its certificate is checked by, as a file. */
  get certificates(): string {
    return join(this.#folder, 'certificate.pem')
  }

  async close(): Promise<void> {
    this.#server.close()
    await once(this.#server, 'close')
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** One request, by the rules of CGI (RFC 3875): what it asks in the environment, its body in, head and body out. */
function answer(directory: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'https://localhost')
  const backend = spawn('git', ['-c', 'safe.directory=*', 'http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: directory,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname.replace('/repository', ''),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
      GIT_PROTOCOL: request.headers['git-protocol']?.toString(),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  request.pipe(backend.stdin)
  const said: Buffer[] = []
  backend.stdout.on('data', (piece: Buffer) => void said.push(piece))
  backend.on('close', () => {
    const whole = Buffer.concat(said)
    const end = whole.indexOf('\r\n\r\n')
    const head = whole.toString('latin1', 0, end).split('\r\n')
    const fields = head.map((line) => line.split(': ', 2) as [string, string])
    const status = fields.find(([name]) => name === 'Status')?.[1]
    response.writeHead(
      Number(status?.slice(0, 3) ?? 200),
      Object.fromEntries(fields.filter(([name]) => name !== 'Status')),
    )
    response.end(whole.subarray(end + 4))
  })
}
