/** `quarterdeck journal verify | rebuild | export | replay`: audit and recovery, without a server. */

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { snapshot } from '@quarterdeck/engine'
import {
  exportJournal,
  listPartitions,
  rebuildProjections,
  replayBook,
  verifyJournal,
  type ReplayLimit,
  type Verification,
} from '@quarterdeck/runtime'
import { organizationOf, withJournalDatabase } from '../connection/journal-database.ts'
import { Refused } from '../exit.ts'
import { progress } from '../output/progress.ts'

export async function verify(options: { readonly json: boolean }): Promise<void> {
  const results = await withJournalDatabase(async (database) => {
    const verified: Verification[] = []
    for (const organizationId of await listPartitions(database)) {
      const bar = progress(`verifying ${organizationId}`)
      verified.push(
        await verifyJournal(database, organizationId, { onProgress: (seq, head) => bar.to(seq, head) }),
      )
      bar.end()
    }
    return verified
  })
  const broken = results.filter(({ fault }) => fault !== null)
  if (options.json)
    process.stdout.write(`${JSON.stringify({ ok: broken.length === 0, journals: results }, null, 2)}\n`)
  else for (const result of results) process.stdout.write(`${sentence(result)}\n`)
  if (broken.length > 0) throw new Refused(`${broken.length} of ${results.length} journals are damaged.`)
}

function sentence({ organizationId, events, head, fault }: Verification): string {
  return fault === null
    ? `ok      ${organizationId}: ${events} events, head ${head.hash}`
    : `DAMAGED ${organizationId}: at seq ${fault.seq}, ${fault.message}`
}

export async function rebuild(options: { readonly json: boolean }): Promise<void> {
  const rebuilt = await withJournalDatabase(async (database) => {
    const done: { organizationId: string; events: number }[] = []
    for (const organizationId of await listPartitions(database)) {
      const bar = progress(`rebuilding ${organizationId}`)
      const events = await rebuildProjections(database, organizationId, {
        onProgress: (seq, head) => bar.to(seq, head),
      })
      bar.end()
      done.push({ organizationId, events })
    }
    return done
  })
  if (options.json) process.stdout.write(`${JSON.stringify(rebuilt, null, 2)}\n`)
  else
    for (const { organizationId, events } of rebuilt)
      process.stdout.write(`rebuilt ${organizationId} from ${events} events\n`)
}

export async function exportLines(options: {
  readonly org?: string
  readonly output?: string
}): Promise<void> {
  await withJournalDatabase(async (database) => {
    const organizations =
      options.org === undefined
        ? await listPartitions(database)
        : [await organizationOf(database, options.org)]
    const out =
      options.output === undefined
        ? process.stdout
        : createWriteStream(options.output, { flags: 'wx', mode: 0o600 })
    for (const organizationId of organizations) await write(out, exportJournal(database, organizationId))
    if (out !== process.stdout) {
      out.end()
      await once(out, 'finish')
    }
  })
}

async function write(out: Writable, lines: AsyncIterable<string>): Promise<void> {
  for await (const line of lines) if (!out.write(line)) await once(out, 'drain')
}

export async function replay(options: { readonly org: string; readonly until?: string }): Promise<void> {
  const limit = limitOf(options.until)
  const { book, stateHash } = await withJournalDatabase(async (database) =>
    replayBook(database, await organizationOf(database, options.org), limit),
  )
  const state: unknown = JSON.parse(snapshot(book))
  process.stdout.write(`${JSON.stringify({ seq: book.seq, stateHash, state }, null, 2)}\n`)
}

/** A seq, or an instant; nothing means the head. */
function limitOf(text: string | undefined): ReplayLimit {
  if (text === undefined) return {}
  if (/^\d+$/.test(text)) return { throughSeq: Number(text) }
  const at = Date.parse(text)
  if (Number.isNaN(at))
    throw new Refused(
      `--until must be a seq such as 120, or an ISO 8601 instant such as 2026-11-21T14:03:07Z; it is "${text}".`,
    )
  return { throughAt: at * 1_000 }
}
