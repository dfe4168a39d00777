import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('the guide for authors (docs/strategies.md)', () => {
  it('shows the example as it is', () => {
    const path = 'packages/sdk/examples/sma-cross.ts'
    expect(read('docs/strategies.md')).toContain(
      `<!-- example: ${path} -->\n\n\`\`\`ts\n${read(path)}\`\`\`\n`,
    )
  })

  it('leads only to what is there', () => {
    const guide = read('docs/strategies.md')
    const headings = [...guide.matchAll(/^## (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^a-z -]/g, '')
        .replaceAll(' ', '-'),
    )
    const anchors = [...guide.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor)
    // The table of contents comes first; links further down lead to the same headings.
    expect([...new Set(anchors)]).toEqual(headings)
    for (const [, link = ''] of guide.matchAll(/\]\((\.\.\/[^)]+)\)/g)) {
      expect(read(join('docs', link))).not.toBe('')
    }
  })
})
