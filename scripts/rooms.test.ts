/** Holds the two fences together: the arrows in `checks/rooms.ts` and the tags in `turbo.json` say the same. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOMS } from './checks/rooms.ts'

interface Turbo {
  readonly boundaries: {
    readonly tags: Readonly<Record<string, { readonly dependencies: { readonly allow: readonly string[] } }>>
  }
}

const root = join(import.meta.dirname, '..')

/** Everything that comes in with a room's imports: turbo looks at dependencies of dependencies too. */
function reach(name: string): readonly string[] {
  const direct = ROOMS.find((room) => room.name === name)?.mayImport ?? []
  return [...new Set([...direct, ...direct.flatMap(reach)])]
}

describe('the arrows', () => {
  const turbo = JSON.parse(readFileSync(join(root, 'turbo.json'), 'utf8')) as Turbo

  it.each(ROOMS)('are the same for $name in both fences', ({ name, path }) => {
    const tags = JSON.parse(readFileSync(join(root, path, 'turbo.json'), 'utf8')) as { tags: string[] }
    expect(tags.tags).toEqual([name])
    const expected = new Set([...reach(name), ...(name === 'testkit' ? [] : ['testkit'])])
    expect(new Set(turbo.boundaries.tags[name]?.dependencies.allow)).toEqual(expected)
  })

  it('run one way', () => {
    expect(ROOMS.filter((room) => reach(room.name).includes(room.name))).toEqual([])
  })
})
