/**
 * The page's own script: draws the charts with uPlot and keeps the table of trades sorted.
 *
 * Text reaches the page through textContent only. Colours are read at each drawing, so charts follow the theme.
 */

export const SCRIPT = `
'use strict'
const data = JSON.parse(document.getElementById('data').textContent)
// A custom property holds light-dark() unresolved; a colour that was applied to an element is resolved.
const probe = document.body.appendChild(document.createElement('i'))
probe.hidden = true
const colour = (name) => { probe.style.color = 'var(' + name + ')'; return getComputedStyle(probe).color }
const charts = []
const percent = (v) => v == null ? '–' : (v * 100).toFixed(2) + ' %'
const ratio = (v) => v == null ? '–' : v.toFixed(2)
const money = (v) => v == null ? '–' : v.toLocaleString('en-US', { maximumFractionDigits: 2 })
const count = (v) => v == null ? '–' : String(v)

const axis = (format, size) => Object.assign({
  stroke: () => colour('--dim'), grid: { stroke: () => colour('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui',
}, size && { size }, format && { values: (u, all) => all.map(format) })
const line = (label, tone, format, more) => Object.assign({
  label, stroke: () => colour(tone), width: 1.5, value: (u, v) => format(v), points: { show: false },
}, more)
const shade = (tone) => () => colour(tone).replace('rgb(', 'rgba(').replace(')', ', 0.18)')
const width = (box) => Math.max(260, box.clientWidth)

function draw(id, height, columns, series, more) {
  const box = document.getElementById(id)
  if (!box || columns[0].length === 0) return
  const options = Object.assign({ width: width(box), height, series, legend: { live: true }, cursor: { y: false } }, more)
  charts.push([box, height, new uPlot(options, columns, box)])
}

function drawCharts() {
  const time = data.times.map((t) => t / 1e6)
  const when = (u, v) => v == null ? '–' : new Date(v * 1000).toISOString().slice(0, 16).replace('T', ' ')
  const x = { label: 'Time', value: when }
  const utc = { tzDate: (t) => uPlot.tzDate(new Date(t * 1e3), 'UTC') }
  const together = { cursor: { y: false, sync: { key: 'time' } } }
  const short = (v) => Math.abs(v) >= 1e6 ? (v / 1e6).toFixed(2) + 'M' : Math.abs(v) >= 1e4 ? (v / 1e3).toFixed(0) + 'k' : String(v)
  const whole = (v) => (v * 100).toFixed(0) + ' %'
  const own = line('Equity', '--own', money)
  const market = data.benchmark ? [line(data.benchmarkName, '--market', money)] : []
  draw('equity', 300, [time, data.equity].concat(data.benchmark ? [data.benchmark] : []), [x, own].concat(market),
    Object.assign({ axes: [axis(), axis(short, 58)] }, utc, together))
  draw('drawdown', 180, [time, data.drawdown], [x, line('Drawdown', '--loss', percent, { fill: shade('--loss') })],
    Object.assign({ axes: [axis(), axis(whole, 58)] }, utc, together))
  draw('rolling', 200, [data.rollingTimes.map((t) => t / 1e6), data.rollingSharpe], [x, line('Sharpe', '--own', ratio)],
    Object.assign({ axes: [axis(), axis(ratio, 58)] }, utc))
  draw('distribution', 200, [data.binMiddles, data.binCounts],
    [{ label: 'Return', value: (u, v) => percent(v) }, line('Periods', '--own', count, { fill: shade('--own'), paths: uPlot.paths.bars({ size: [0.95], align: 0 }) })],
    { scales: { x: { time: false, range: (u, low, high) => { const edge = (high - low) / 2 / Math.max(1, data.binMiddles.length - 1) || 0.001; return [low - edge, high + edge] } }, y: { range: (u, low, high) => [0, Math.max(1, high * 1.05)] } },
      axes: [axis((v) => (v * 100).toFixed(1) + ' %'), axis(count, 44)] })
}

const SHOWN = 100
function tradesTable() {
  const table = document.getElementById('trades')
  if (!table) return
  const body = table.tBodies[0]
  const more = document.getElementById('more')
  const heads = Array.from(table.tHead.rows[0].cells)
  let rows = data.trades
  let shown = SHOWN
  const cell = (row, text, kind) => { const td = row.insertCell(); td.textContent = text; if (kind) td.className = kind }
  const tone = (v) => v > 0 ? 'gain' : v < 0 ? 'loss' : ''
  function show() {
    body.replaceChildren()
    for (const row of rows.slice(0, shown)) {
      const tr = body.insertRow()
      row.shown.forEach((text, i) => cell(tr, text, data.textColumns.includes(i) ? 'text' : data.toneColumns.includes(i) ? tone(row.values[i]) : ''))
    }
    more.hidden = shown >= rows.length
    more.textContent = 'Show more (' + Math.max(0, rows.length - shown) + ' left)'
  }
  heads.forEach((head, i) => head.querySelector('button').addEventListener('click', () => {
    const down = head.getAttribute('aria-sort') !== 'descending'
    heads.forEach((other) => other.removeAttribute('aria-sort'))
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending')
    const sign = down ? -1 : 1
    rows = data.trades.slice().sort((a, b) => sign * (a.values[i] < b.values[i] ? -1 : a.values[i] > b.values[i] ? 1 : 0))
    show()
  }))
  more.addEventListener('click', () => { shown += 10 * SHOWN; show() })
  show()
}

drawCharts()
tradesTable()
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.forEach(([, , chart]) => chart.redraw(false)))
addEventListener('resize', () => charts.forEach(([box, height, chart]) => chart.setSize({ width: width(box), height })))
`
