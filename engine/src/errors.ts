/**
 * Every error Candor can answer with: its stable code, its HTTP status and the exit code of the command line
 * (1 the work failed, 2 wrong use). The message itself says what is wrong, with the value, and what to do next.
 */
export const errorTable = {
  usage: { status: 400, exit: 2, title: 'Wrong use' },
  'request.invalid': { status: 400, exit: 2, title: 'The request does not fit its schema' },
  'request.too-large': { status: 413, exit: 2, title: 'The request is too large' },
  'request.unsupported-type': { status: 415, exit: 2, title: 'Unsupported content type' },
  'request.rate-limited': { status: 429, exit: 1, title: 'Too many requests' },
  'auth.missing': { status: 401, exit: 2, title: 'No API key given' },
  'auth.invalid': { status: 401, exit: 2, title: 'The API key is not known' },
  'auth.scope': { status: 403, exit: 2, title: 'The API key lacks the scope' },
  'auth.keys-required': { status: 500, exit: 2, title: 'API keys are required on this address' },
  'route.unknown': { status: 404, exit: 2, title: 'No such route' },
  'item.unknown': { status: 404, exit: 2, title: 'Unknown item' },
  'person.unknown': { status: 404, exit: 2, title: 'Unknown person' },
  'event.unknown': { status: 404, exit: 2, title: 'Unknown event' },
  'event.invalid': { status: 400, exit: 2, title: 'The event cannot be used' },
  'params.invalid': { status: 400, exit: 2, title: 'A parameter is out of range' },
  'params.unknown': { status: 400, exit: 2, title: 'Unknown parameter' },
  'algorithm.unknown': { status: 404, exit: 2, title: 'Unknown algorithm' },
  'explainer.unsupported': { status: 422, exit: 2, title: 'This model cannot be explained that way' },
  'model.missing': { status: 409, exit: 1, title: 'No trained model' },
  'model.corrupt': { status: 500, exit: 1, title: 'The model file is damaged' },
  'model.version': { status: 500, exit: 1, title: 'The model file has another version' },
  'model.too-large': { status: 422, exit: 1, title: 'The model does not fit in memory' },
  'training.running': { status: 409, exit: 1, title: 'The model is being trained' },
  'training.missing': { status: 409, exit: 1, title: 'No training is under way' },
  'report.missing': { status: 404, exit: 2, title: 'No such report' },
  'data.empty': { status: 409, exit: 1, title: 'There is not enough data' },
  'file.missing': { status: 404, exit: 2, title: 'File not found' },
  'file.unreadable': { status: 400, exit: 2, title: 'The file cannot be read' },
  'file.format': { status: 400, exit: 2, title: 'Unknown file format' },
  'file.mapping': { status: 400, exit: 2, title: 'The mapping does not fit the file' },
  'store.locked': { status: 503, exit: 1, title: 'The store is busy' },
  'store.full': { status: 507, exit: 1, title: 'The disk is full' },
  'store.read-only': { status: 503, exit: 1, title: 'The store cannot be written' },
  'store.corrupt': { status: 500, exit: 1, title: 'The database file is damaged' },
  'store.version': { status: 500, exit: 1, title: 'The database has another version' },
  'measure.sampled': { status: 400, exit: 2, title: 'Sampled-negatives figures are refused' },
  cancelled: { status: 499, exit: 1, title: 'Cancelled' },
  overloaded: { status: 503, exit: 1, title: 'The server is overloaded' },
  internal: { status: 500, exit: 1, title: 'Internal error' },
} as const

export type ErrorCode = keyof typeof errorTable

/** An error meant for people: `code` is stable, `message` says what is wrong and what to do, `details` holds machine-readable facts. */
export class CandorError extends Error {
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>> | undefined

  constructor(code: ErrorCode, message: string, options: { details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'CandorError'
    this.code = code
    this.details = options.details
  }

  get status(): number {
    return errorTable[this.code].status
  }

  get exit(): number {
    return errorTable[this.code].exit
  }
}

/** Throws `cancelled` when the signal has fired; long loops call it between steps. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CandorError('cancelled', 'The work was cancelled. Nothing half-done was kept.', { cause: signal.reason })
}

/** Lets signals, timers and requests have their turn, then throws `cancelled` when the signal has fired: for long loops on the main thread. */
export async function giveWay(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  throwIfCancelled(signal)
}
