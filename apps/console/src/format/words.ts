/** Turns the schema's words into words for people: `PARTIALLY_FILLED` reads "Partially filled", `maxOrders` "Max orders". */

const kept: Readonly<Record<string, string>> = {
  GTC: 'GTC',
  IOC: 'IOC',
  FOK: 'FOK',
  GTD: 'GTD',
  FX: 'FX',
  OHLC: 'OHLC',
  LEAN: 'LEAN',
  METATRADER: 'MetaTrader',
  GARMAN_KLASS: 'Garman-Klass',
  ROGERS_SATCHELL: 'Rogers-Satchell',
  YANG_ZHANG: 'Yang-Zhang',
  API_KEY: 'API key',
  S1: '1 s',
  S5: '5 s',
  M1: '1 m',
  M5: '5 m',
  M15: '15 m',
  H1: '1 h',
  D1: '1 d',
}

/** Returns an enum value as a phrase with one capital. */
export function showWord(value: string): string {
  const known = kept[value]
  if (known) return known
  const words = value.replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Returns a camelCase, dotted or `noun:verb` name as a phrase with one capital. */
export function showName(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[._:-]/g, ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
