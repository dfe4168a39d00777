/** Folders for the time of one task, and what a killed process left of them. */

import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createScratch } from './scratch.ts'

let home: string
let before: string | undefined

beforeEach(() => {
  before = process.env['TMPDIR']
  home = mkdtempSync(join(tmpdir(), 'quarterdeck-test-'))
  process.env['TMPDIR'] = home
})

afterEach(() => {
  if (before === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = before
  rmSync(home, { recursive: true, force: true })
})

it('is gone when its task is done', async () => {
  const { directory, remove } = await createScratch('task-')
  expect(existsSync(directory)).toBe(true)
  await remove()
  expect(existsSync(directory)).toBe(false)
})

it('is removed by the next when its process was killed long ago, and left alone while it may be at work', async () => {
  const [old, young, others] = ['task-old', 'task-young', 'other-old'].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ]
  for (const folder of [old, young, others]) mkdirSync(folder)
  for (const folder of [old, others]) utimesSync(folder, 0, 0)
  await createScratch('task-')
  expect([old, young, others].map((folder) => existsSync(folder))).toEqual([false, true, true])
})
