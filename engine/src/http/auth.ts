import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CandorError } from '../errors.ts'
import type { House } from '../service/house.ts'
import { anyKeys, checkKey, type KeyInfo, type Scope } from '../service/keys.ts'

export type { Scope }

/**
 * Guards every route that names a scope. While no key has been made every scope is open: that is only ever so on loopback, since the server refuses to bind
 * elsewhere without keys.
 */
export function useKeys(app: FastifyInstance, house: House): void {
  app.addHook('onRequest', async (request) => {
    const scope = request.routeOptions.config.scope
    if (scope === undefined || !anyKeys(house)) return
    if (bearerOf(request) === undefined) {
      throw new CandorError('auth.missing', 'Send an API key as "Authorization: Bearer KEY". Make one with "candor keys create".')
    }
    const record = keyOf(request, house)
    if (record === undefined) throw new CandorError('auth.invalid', 'This API key is not known, or was revoked. "candor keys list" shows those there are.')
    if (!record.scopes.includes(scope)) throw new CandorError('auth.scope', `This API key allows ${record.scopes.join(', ')}; this call needs "${scope}".`)
  })
}

/** The API key that a request carries, where it is one that was made and not revoked. */
export function keyOf(request: FastifyRequest, house: House): KeyInfo | undefined {
  const key = bearerOf(request)
  return key === undefined ? undefined : checkKey(house, key)
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  const [scheme, key] = (headers.authorization ?? '').split(' ')
  return scheme?.toLowerCase() === 'bearer' ? key : undefined
}
