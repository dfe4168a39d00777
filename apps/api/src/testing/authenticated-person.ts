/**
 * People with an authenticator app for tests: posts to identity's endpoints as a browser does, and enrols a member whose codes a
 * test asks for. The clock that the codes are judged by is the test's own, and moves with each code.
 */
import { authenticatorKey, totp } from '@quarterdeck/testkit'
import type { Role } from '../access/role.ts'
import { ensureMember, ensurePerson } from '../seed/people.ts'
import { signIn } from './client.ts'
import { PASSWORD, type TestServer } from './server.ts'

export interface Answered {
  readonly status: number
  readonly body: Record<string, unknown>
  /** What it sets, as the next request's cookie header. */
  readonly cookie: string
}

export interface EnrolledPerson {
  readonly id: string
  readonly email: string
  readonly cookie: string
  /** The address behind the QR code. */
  readonly address: string
  readonly backupCodes: readonly string[]
  /** What the app shows, each time at a later step. */
  readonly code: () => string
}

/** A clock that stands until it is moved. */
export class CodeClock {
  #now: number
  constructor(now: number) {
    this.#now = now
  }
  readonly now = (): number => this.#now
  move(byMs: number): number {
    this.#now += byMs
    return this.#now
  }
}

const CODE_APART_MS = 60_000

/** Posts JSON to identity as a page of the console does. */
export async function postAuth(url: string, path: string, body: object, cookie = ''): Promise<Answered> {
  const response = await fetch(`${url}/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, ...(cookie === '' ? {} : { cookie }) },
    body: JSON.stringify(body),
  })
  const set = response.headers.getSetCookie().filter((each) => !/max-age=0/i.test(each))
  const text = await response.text()
  return {
    status: response.status,
    body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
    cookie: set.map((each) => each.split(';')[0]).join('; '),
  }
}

let people = 0

/** A new member of the demo organization, with the password that all have. */
export async function newMember(
  { auth, prisma, demo }: TestServer,
  role: Role,
): Promise<{ readonly id: string; readonly email: string }> {
  const email = `factor-${(people += 1)}@demo.test`
  const id = await ensurePerson(auth, { name: 'Fay Factor', email, password: PASSWORD })
  await ensureMember(prisma, auth, { organizationId: demo.organizationId, userId: id, role })
  return { id, email }
}

/** Enrols a member: signed in with a factor that counts. */
export async function enrol(
  { url }: TestServer,
  { id, email }: { readonly id: string; readonly email: string },
  clock: CodeClock,
): Promise<EnrolledPerson> {
  const first = await signIn(url, email)
  const begun = await postAuth(url, '/two-factor/enable', { password: PASSWORD }, first)
  const { totpURI: address, backupCodes } = begun.body as { totpURI: string; backupCodes: string[] }
  const key = authenticatorKey(address)
  const code = () => totp(key, clock.move(CODE_APART_MS))
  const { status, cookie } = await postAuth(url, '/two-factor/confirm', { code: code() }, first)
  if (status !== 200) throw new Error(`the first code was answered with ${status}`)
  return { id, email, cookie, address, backupCodes, code }
}
