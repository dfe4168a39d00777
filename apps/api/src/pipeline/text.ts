/**
 * Looks through what a caller sent for text that nothing behind can store or bear: null bytes, lone surrogates, endless
 * strings, endless lists, endless nesting. Says where it is and what is allowed.
 */
import { type DocumentNode, Kind, visit } from 'graphql'
import type { OperationLimits } from './limits.ts'

/** The first fault in the values of variables, or null. */
export function variablesFault(
  variables: Readonly<Record<string, unknown>>,
  limits: OperationLimits,
): string | null {
  for (const [name, value] of Object.entries(variables)) {
    const fault = valueFault(value, `$${name}`, limits, 0)
    if (fault !== null) return fault
  }
  return null
}

/** The first fault in the literals of a document, or null. */
export function literalsFault(document: DocumentNode, limits: OperationLimits): string | null {
  let fault: string | null = null
  visit(document, {
    [Kind.STRING]: (node) => {
      fault ??= textFault(node.value, 'A string in the document', limits)
    },
    [Kind.LIST]: (node) => {
      if (node.values.length > limits.listItemsMax) {
        fault ??= `A list in the document has ${node.values.length} items; at most ${limits.listItemsMax} are allowed`
      }
    },
  })
  return fault
}

function valueFault(value: unknown, at: string, limits: OperationLimits, depth: number): string | null {
  if (typeof value === 'string') return textFault(value, at, limits)
  if (typeof value !== 'object' || value === null) return null
  if (depth >= limits.variableDepthMax)
    return `${at} nests deeper than the ${limits.variableDepthMax} levels that are allowed`
  if (Array.isArray(value)) {
    if (value.length > limits.listItemsMax) {
      return `${at} has ${value.length} items; at most ${limits.listItemsMax} are allowed`
    }
    for (let index = 0; index < value.length; index++) {
      const fault = valueFault(value[index], `${at}[${index}]`, limits, depth + 1)
      if (fault !== null) return fault
    }
    return null
  }
  for (const [name, item] of Object.entries(value)) {
    const fault = valueFault(item, `${at}.${name}`, limits, depth + 1)
    if (fault !== null) return fault
  }
  return null
}

function textFault(text: string, at: string, limits: OperationLimits): string | null {
  if (text.length > limits.textLengthMax) {
    return `${at} has ${text.length} characters; at most ${limits.textLengthMax} are allowed`
  }
  if (text.includes('\0')) return `${at} has a null byte; only text without one is allowed`
  return text.isWellFormed() ? null : `${at} is not well-formed Unicode: it has half of a surrogate pair`
}
