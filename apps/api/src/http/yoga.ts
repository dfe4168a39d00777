/**
 * Yoga as the negotiator of GraphQL over HTTP: content types, GET, SSE, status codes. What an operation is and may do is the
 * pipeline's matter, so it holds here exactly as on the other ways in.
 */
import type { DocumentNode } from 'graphql'
import { type Plugin, createYoga } from 'graphql-yoga'
import type { Prepared } from '../pipeline/prepare.ts'
import type { OperationRequest, Pipeline } from '../pipeline/pipeline.ts'
import type { Context } from '../schema/context.ts'

/** Our context travels inside Yoga's, untouched: Yoga copies properties, and ours are computed when they are used. */
export interface ServerContext {
  readonly quarterdeck: Context
}

export function createGraphqlOverHttp(pipeline: Pipeline) {
  return createYoga<ServerContext>({
    schema: pipeline.schema,
    graphqlEndpoint: '/graphql',
    plugins: [pipelinePlugin(pipeline)],
    // Masking is the pipeline's last step; the body was bounded and the origin checked before Yoga saw the request.
    maskedErrors: false,
    maxRequestBodySize: false,
    cors: false,
    batching: false,
    multipart: false,
    graphiql: false,
    landingPage: false,
    logging: false,
    parserAndValidationCache: false,
  })
}

function pipelinePlugin(pipeline: Pipeline): Plugin<ServerContext> {
  const prepared = new WeakMap<DocumentNode, Prepared>()
  const requestOf = (args: {
    readonly document: DocumentNode
    readonly operationName?: string | null | undefined
    readonly variableValues?: unknown
    readonly contextValue?: unknown
  }): OperationRequest => {
    const found = prepared.get(args.document)
    if (found === undefined) throw new Error('Invariant: a document that runs was prepared')
    return {
      prepared: found,
      operationName: args.operationName ?? null,
      variables: (args.variableValues ?? {}) as Record<string, unknown>,
      context: (args.contextValue as ServerContext).quarterdeck,
    }
  }
  return {
    onParse({ setParseFn }) {
      setParseFn((source: string) => {
        const made = pipeline.prepare(source)
        prepared.set(made.document, made)
        return made.document
      })
    },
    onValidate({ params, setResult }) {
      setResult(prepared.get(params.documentAST)?.errors ?? [])
    },
    onExecute({ setExecuteFn }) {
      setExecuteFn((args) => pipeline.execute(requestOf(args)))
    },
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn((args) => pipeline.subscribe(requestOf(args)))
    },
    onResultProcess({ result, setResult }) {
      if (Array.isArray(result) || Symbol.asyncIterator in result || result.errors === undefined) return
      // Syntax errors, wrong methods and the like arise in Yoga and get their code here.
      setResult({ ...result, errors: result.errors.map((error) => pipeline.mask(error)) })
    },
  }
}
