/** What a report is written as: JSON, CSV and one HTML file that neither calls out nor runs what users wrote. */
import { Script } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { buildReport } from './build.ts'
import { equityCsv, monthlyCsv, tradesCsv } from './csv.ts'
import { FIGURES, FIGURE_NAMES } from './figures.ts'
import { formatFigure } from './html/format.ts'
import { keptPlaces } from './html/page-data.ts'
import { reportHtml } from './html/page.ts'
import { SCRIPT } from './html/script.ts'
import { reportJson } from './json.ts'
import { sampleRun, sampleTrade } from './testing/sample-run.ts'

const HOSTILE = `</script><script>alert("x")</script><img src=x onerror='alert(1)'>&"\u2028`

function hostilePage(): string {
  return reportHtml(
    buildReport(
      sampleRun({
        title: HOSTILE,
        strategy: HOSTILE,
        currency: HOSTILE,
        parameters: { [HOSTILE]: HOSTILE },
        provenance: { [HOSTILE]: HOSTILE },
        benchmark: { name: HOSTILE, values: new Float64Array(500).fill(1), investedFrom: 0 },
        trades: [sampleTrade(0, { tag: HOSTILE, instrument: HOSTILE })],
      }),
    ),
  )
}

describe('HTML', () => {
  const page = reportHtml(buildReport(sampleRun()))

  it('asks nobody for anything', () => {
    const own = page.replaceAll(/<script>[\s\S]*?<\/script>/g, '')
    expect(own).not.toMatch(/(src|href|action|poster|data)\s*=\s*["']?(?!data:,)(https?:|\/\/|[\w.]+\/)/i)
    expect(own).not.toMatch(/url\(|@import/i)
    expect(page).toContain(`default-src 'none'`)
    expect(page).not.toMatch(/\b(fetch|XMLHttpRequest|WebSocket|importScripts|sendBeacon)\b/)
  })

  it('shows what users wrote and runs none of it', () => {
    const hostile = hostilePage()
    expect(hostile.match(/<script/g)).toHaveLength(page.match(/<script/g)?.length ?? 0)
    expect(hostile).not.toContain('<img')
    expect(hostile).not.toContain('alert("x")')
    expect(hostile).toContain('&lt;img src=x onerror=&#39;alert(1)&#39;&gt;')
  })

  it('its data can be read back as it was', () => {
    const data =
      /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(hostilePage())?.[1] ?? ''
    expect(data).not.toContain('\u2028')
    expect(JSON.parse(data)).toMatchObject({
      benchmarkName: HOSTILE,
      trades: [{ shown: expect.arrayContaining([HOSTILE]) }],
    })
  })

  it('its script is a script', () => {
    expect(() => new Script(SCRIPT)).not.toThrow()
  })

  it('defines every figure that it shows', () => {
    for (const name of FIGURE_NAMES)
      expect(page).toContain(`<dd>${FIGURES[name].meaning.replaceAll("'", '&#39;')}</dd>`)
  })

  it.each([
    [0.1234, 'FRACTION', '12.34 %'],
    [-1234.5, 'MONEY', '−1,234.50'],
    [1.23456, 'RATIO', '1.235'],
    [12, 'COUNT', '12'],
    [1.25, 'DAYS', '1.3 d'],
    [Number.NaN, 'RATIO', '–'],
    [-Infinity, 'RATIO', '−∞'],
  ] as const)('shows %d as %s: %s', (value, unit, text) => {
    expect(formatFigure(value, unit)).toBe(text)
  })

  it('leaves the benchmark out where there is none', () => {
    expect(reportHtml(buildReport(sampleRun({ benchmark: null })))).not.toContain('Against the benchmark')
  })

  it('thins a long series without losing its peak or its valley', () => {
    const values = Float64Array.from({ length: 50_000 }, (_, i) =>
      i === 31_234 ? 99 : i === 77 ? -99 : Math.sin(i),
    )
    const kept = keptPlaces(values)
    expect(kept.length).toBeLessThanOrEqual(3002)
    expect(kept).toEqual(expect.arrayContaining([0, 77, 31_234, 49_999]))
    expect(kept).toEqual(kept.toSorted((a, b) => a - b))
  })
})

describe('JSON', () => {
  it('says null for what is undefined and writes infinity in words', () => {
    const trades = [sampleTrade(0, { profit: 5, profitFraction: 0.1 })]
    const read = JSON.parse(reportJson(buildReport(sampleRun({ trades, benchmark: null })))) as {
      figures: object
    }
    expect(read).toMatchObject({
      format: 'quarterdeck.report/1',
      figures: { beta: null, profitFactor: 'Infinity' },
    })
  })

  it('holds every figure, definition and series', () => {
    const report = buildReport(sampleRun())
    const read = JSON.parse(reportJson(report)) as {
      figures: Record<string, number>
      series: { equity: number[] }
    }
    expect(Object.keys(read.figures)).toHaveLength(FIGURE_NAMES.length)
    expect(read.figures['sharpe']).toBe(report.figures.sharpe)
    expect(read.series.equity).toEqual([...report.series.equity])
  })
})

describe('CSV', () => {
  const rows = (text: string): string[] => text.split('\r\n')

  it('has a row a trade, with text quoted and no formula in it', () => {
    const text = tradesCsv(
      buildReport(sampleRun({ trades: [sampleTrade(0, { tag: '=HYPERLINK("x","y")' })] })),
    )
    expect(rows(text)).toHaveLength(3)
    expect(text).toContain(`"'=HYPERLINK(""x"",""y"")"`)
    expect(text.startsWith('instrument,side,quantity,entryTime')).toBe(true)
  })

  it('has a row a point and a row a month', () => {
    const run = sampleRun()
    expect(rows(equityCsv(run))).toHaveLength(502)
    expect(rows(equityCsv(run))[1]).toMatch(/^2020-01-06T00:00:00\.000Z,\d/)
    expect(rows(monthlyCsv(buildReport(run))).slice(0, 2)).toEqual([
      'year,month,return',
      expect.stringMatching(/^2020,1,/),
    ])
  })
})
