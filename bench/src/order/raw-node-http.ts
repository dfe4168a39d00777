/** The limit: `node:http` that reads the body and answers the same bytes, without anything in between. */
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'

const [answerFile = ''] = process.argv.slice(2)
const answer = readFileSync(answerFile)

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString('utf8'))
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': answer.length,
    })
    response.end(answer)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.({ port: address.port })
})
process.on('SIGTERM', () => process.exit(0))
