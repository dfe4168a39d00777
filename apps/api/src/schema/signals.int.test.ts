/** Signals over the API: a program proposes by its key, a person who is signed in accepts, and the policy holds in between. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureMember, ensurePerson } from '../seed/people.ts'
import { ask, type Credential, dataOf, signIn } from '../testing/client.ts'
import { PASSWORD, type TestServer, startServer } from '../testing/server.ts'
import { globalId } from './global-id.ts'

const BTC = 'SIM:BTC-USD'
const EMAIL = 'trader@signals.test'

let server: TestServer
let program: Credential
let person: Credential
let accountId: string

beforeAll(async () => {
  server = await startServer()
  const { organizationId } = server.demo
  program = { authorization: await server.bearer(organizationId, 'OWNER') }
  const userId = await ensurePerson(server.auth, { name: 'Tess', email: EMAIL, password: PASSWORD })
  await ensureMember(server.prisma, server.auth, { organizationId, userId, role: 'TRADER' })
  person = { cookie: await signIn(server.url, EMAIL), origin: server.url }
  const { accounts } = await read<{ accounts: { edges: { node: { id: string; mode: string } }[] } }>(
    'accounts { edges { node { id mode } } }',
  )
  accountId = accounts.edges.find(({ node }) => node.mode === 'PAPER')?.node.id ?? ''
})
afterAll(() => server?.close())

const read = async <Data>(selection: string) =>
  dataOf<Data>(
    await ask(server.url, program, `{ organization(slug: "demo") { ${selection} } }`),
    'organization',
  )

async function mutate<Payload>(who: Credential, name: string, input: object, selection: string) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const query = `mutation($input: ${type}Input!) { ${name}(input: $input) {
    __typename ... on ${type}Payload { ${selection} } ... on Problem { code message path } } }`
  return dataOf<Payload>(await ask(server.url, who, query, { input }), name)
}

async function proposed(change: object = {}): Promise<string> {
  const signal = {
    at: new Date(Date.now() - 1_000).toISOString(),
    horizonSeconds: 3_600,
    score: 0.5,
    confidence: 0.9,
    source: 'boost',
    version: '3',
    modelDigest: 'abc',
    featureDigest: 'def',
    features: [{ name: 'momentum', value: 0.25 }],
    ...change,
  }
  const input = { accountId, instrumentId: BTC, side: 'BUY', quantity: '0.01', signal }
  const made = await mutate<{ proposal: { id: string } }>(program, 'proposeSignal', input, 'proposal { id }')
  expect(made).toMatchObject({ __typename: 'ProposeSignalPayload' })
  return made.proposal.id
}

const accept = (who: Credential, proposalId: string) =>
  mutate<object>(
    who,
    'acceptSignalProposal',
    { proposalId },
    'proposal { status decidedBy { name } order { clientOrderId actor { kind name } } }',
  )

describe('signals over the API', () => {
  it('what a model server said of the bars that it follows is read with its provenance, and by nobody else', async () => {
    const { organizationId } = server.demo
    const signal = {
      instrument: BTC,
      at: 1.8e15,
      horizon: 900e6,
      direction: 'UP',
      score: 0.4,
      confidence: 0.7,
      provenance: {
        source: 'house/boost',
        version: '3',
        modelDigest: 'abc',
        features: { momentum: 0.5 },
        featureDigest: 'def',
        training: null,
      },
    }
    for (const [minute, told] of [signal, null].entries())
      await server.runtime.database.query(
        `INSERT INTO signal_opinion (organization_id, source, instrument_id, bar, closed_at, signal, silence)
         VALUES ($1, 'house', $2, 'M1', timestamptz '2026-11-21 20:00:00Z' + make_interval(mins => $3::int), $4::jsonb, $5)`,
        [
          organizationId,
          BTC,
          minute,
          told === null ? null : JSON.stringify(told),
          told === null ? 'no answer' : null,
        ],
      )
    const asked = `signalOpinions(first: 5) { source bar closedAt silence instrument { id } proposal { id }
      signal { score confidence provenance { source features { name value } } } }`
    const { signalOpinions } = await read<{ signalOpinions: readonly object[] }>(asked)
    expect(signalOpinions).toMatchObject([
      { source: 'house', closedAt: '2026-11-21T20:01:00.000Z', signal: null, silence: 'no answer' },
      {
        bar: 'M1',
        silence: null,
        proposal: null,
        signal: { score: 0.4, confidence: 0.7, provenance: { features: [{ name: 'momentum', value: 0.5 }] } },
      },
    ])
    expect(
      (await read<{ signalOpinions: readonly object[] }>('signalOpinions(first: 1) { source }'))
        .signalOpinions,
    ).toHaveLength(1)
  })

  let first: string

  it('a proposal is listed with its provenance, and the policy that holds until somebody says otherwise', async () => {
    first = await proposed()
    const seen = await read<object>(
      `signalPolicy { modes instruments { quantityMax } acceptedPerHourMax confidenceMin } signalModels
       signalProposals(filter: { open: true }) { totalCount edges { node { id status side quantity instrument { id }
         signal { direction score confidence horizonSeconds provenance { source modelDigest features { name value } training { rows } } }
         proposedBy { kind } order { id } } } }`,
    )
    expect(seen).toMatchObject({
      signalPolicy: { modes: ['PAPER'], instruments: [], acceptedPerHourMax: 10, confidenceMin: 0.5 },
      signalModels: [],
      signalProposals: {
        totalCount: 1,
        edges: [
          {
            node: {
              id: first,
              status: 'OPEN',
              side: 'BUY',
              quantity: '0.01',
              instrument: { id: BTC },
              signal: {
                direction: 'UP',
                horizonSeconds: 3_600,
                provenance: {
                  source: 'boost',
                  features: [{ name: 'momentum', value: 0.25 }],
                  training: null,
                },
              },
              proposedBy: { kind: 'API_KEY' },
              order: null,
            },
          },
        ],
      },
    })
    expect(await accept(person, first)).toMatchObject({
      __typename: 'Conflict',
      message: `The signal policy forbids it: instrument ${BTC} is not among those that signals may trade`,
    })
  })

  it('accepted by the person it is their order, never by a key, and both stand in the audit log', async () => {
    const policy = {
      organizationId: globalId('Organization', server.demo.organizationId),
      modes: ['PAPER'],
      instruments: [{ instrumentId: BTC, quantityMax: '0.02' }],
      acceptedPerHourMax: 5,
      confidenceMin: 0.8,
    }
    const set = await mutate(program, 'setSignalPolicy', policy, 'policy { instruments { quantityMax } }')
    expect(set).toMatchObject({ policy: { instruments: [{ quantityMax: '0.02' }] } })
    expect(await accept(program, first)).toMatchObject({ __typename: 'Conflict' })
    expect(await accept(person, first)).toMatchObject({
      proposal: {
        status: 'ACCEPTED',
        decidedBy: { name: 'Tess' },
        order: { actor: { kind: 'USER', name: 'Tess' } },
      },
    })
    const { auditLog } = await read<{ auditLog: { edges: { node: { action: string } }[] } }>(
      'auditLog(first: 20) { edges { node { action } } }',
    )
    const actions = auditLog.edges.map(({ node }) => node.action)
    expect(actions).toEqual(expect.arrayContaining(['signal.propose', 'signal.policy', 'signal.accept']))
  })

  it('declined it is over, and a confirmation that names another account is refused', async () => {
    const proposalId = await proposed()
    const wrong = { proposalId, confirm: 'another' }
    expect(await mutate(person, 'acceptSignalProposal', wrong, 'proposal { id }')).toMatchObject({
      __typename: 'InvalidInput',
      path: ['input', 'confirm'],
    })
    const no = { proposalId, reason: 'not today' }
    expect(await mutate(person, 'declineSignalProposal', no, 'proposal { status reason }')).toMatchObject({
      proposal: { status: 'DECLINED', reason: 'not today' },
    })
    expect(await accept(person, proposalId)).toMatchObject({ __typename: 'Conflict' })
  })

  it.each([
    ['input.signal.horizon', { horizonSeconds: 0 }],
    ['input.signal.direction', { score: -0.5 }],
    ['input.signal.at', { at: '2100-01-01T00:00:00Z' }],
    ['input.signal.confidence', { confidence: 2 }],
  ])('what is told wrong is refused at its place: %s', async (path, change) => {
    const at = new Date(Date.now() - 1_000).toISOString()
    const from = { source: 'a', version: '1', modelDigest: 'a', featureDigest: 'a', features: [] }
    const signal = { at, horizonSeconds: 60, score: 0.5, confidence: 0.9, ...from, ...change }
    const input = { accountId, instrumentId: BTC, side: 'BUY', quantity: '0.01', signal }
    const answer = await mutate<{ path: string[] }>(program, 'proposeSignal', input, 'proposal { id }')
    expect(answer).toMatchObject({ __typename: 'InvalidInput' })
    expect(answer.path.join('.')).toBe(path)
  })

  it('the policy refuses what it cannot mean, at its place', async () => {
    const policy = {
      organizationId: globalId('Organization', server.demo.organizationId),
      modes: ['PAPER'],
      instruments: [{ instrumentId: BTC, quantityMax: '0' }],
      acceptedPerHourMax: 5,
      confidenceMin: 0.8,
    }
    expect(await mutate(program, 'setSignalPolicy', policy, 'policy { modes }')).toMatchObject({
      __typename: 'InvalidInput',
    })
  })
})
