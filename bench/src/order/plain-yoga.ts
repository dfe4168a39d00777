/**
 * The plain way: graphql-yoga as it comes, our schema, one INSERT and so one commit per order. No authentication, no risk, no
 * journal: it has less to do than we have.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { buildSchema, GraphQLObjectType, GraphQLUnionType } from 'graphql'
import { createYoga } from 'graphql-yoga'
import pg from 'pg'

const [schemaFile = '', answerFile = '', databaseUrl = ''] = process.argv.slice(2)
const schema = buildSchema(readFileSync(schemaFile, 'utf8'))
const answer: { data: { submitOrder: { order: Record<string, unknown> } } } = JSON.parse(
  readFileSync(answerFile, 'utf8'),
)
const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 })
await pool.query(
  'CREATE TABLE IF NOT EXISTS plain_order (client_order_id text PRIMARY KEY, input jsonb NOT NULL)',
)

const union = schema.getType('SubmitOrderResult')
if (union instanceof GraphQLUnionType) union.resolveType = () => 'SubmitOrderPayload'
const mutation = schema.getMutationType()
const field = mutation instanceof GraphQLObjectType ? mutation.getFields()['submitOrder'] : undefined
if (field === undefined) throw new Error('The schema has a mutation submitOrder')
field.resolve = async (_root: unknown, { input }: { input: { clientOrderId: string } }) => {
  await pool.query({
    name: 'insert',
    text: 'INSERT INTO plain_order VALUES ($1, $2)',
    values: [input.clientOrderId, JSON.stringify(input)],
  })
  return { order: { ...answer.data.submitOrder.order, clientOrderId: input.clientOrderId } }
}

const server = createServer(createYoga({ schema, logging: false, graphiql: false }))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.({ port: address.port })
})
process.on('SIGTERM', () => process.exit(0))
