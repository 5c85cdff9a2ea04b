import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { CandorError, type ErrorCode, errorTable } from '../errors.ts'

/** Answers any error as `application/problem+json` (RFC 9457) from the one table. Internal ones are logged and say nothing of the inside. */
export function answerProblem(error: FastifyError | CandorError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const { code, detail } = describe(error)
  const { status, title } = errorTable[code]
  if (status >= 500) request.log.error({ err: error }, 'request failed')
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  reply
    .code(status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send({ type: `urn:candor:${code}`, title, status, code, detail, instance: request.id })
}

function describe(error: FastifyError | CandorError | Error): { code: ErrorCode; detail: string } {
  if (error instanceof CandorError) return { code: error.code, detail: error.message }
  const status = (error as FastifyError).statusCode ?? 500
  const faults = (error as FastifyError).validation
  if (faults !== undefined) return { code: 'request.invalid', detail: `${error.message}${moreOf(faults[0]?.params)}. See /openapi.json for the schema.` }
  if (status === 413) return { code: 'request.too-large', detail: 'The request body is too large. Send it in smaller parts.' }
  if (status === 415) return { code: 'request.unsupported-type', detail: 'Send the body as application/json.' }
  if (status === 429) return { code: 'request.rate-limited', detail: error.message }
  if (status === 503) return { code: 'overloaded', detail: 'The server is busy; try again in a moment.' }
  if (status >= 400 && status < 500) return { code: 'request.invalid', detail: error.message }
  return { code: 'internal', detail: 'Something went wrong inside. The log holds the details under this instance.' }
}

/** What the validator's sentence leaves out: the name of the field that is too much, or the values there are. */
function moreOf(params: Readonly<Record<string, unknown>> | undefined): string {
  if (typeof params?.additionalProperty === 'string') return `: "${params.additionalProperty.slice(0, 100)}" is not one of them`
  if (Array.isArray(params?.allowedValues)) return `: ${params.allowedValues.join(', ')}`
  return ''
}
