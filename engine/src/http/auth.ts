import type { FastifyInstance } from 'fastify'
import { CandorError } from '../errors.ts'
import type { House } from '../service/house.ts'
import { anyKeys, checkKey, type Scope } from '../service/keys.ts'

export type { Scope }

/**
 * Guards every route that names a scope. While no key has been made every scope is open: that is only ever so on loopback, since the server refuses to bind
 * elsewhere without keys.
 */
export function useKeys(app: FastifyInstance, house: House): void {
  app.addHook('onRequest', async (request) => {
    const scope = request.routeOptions.config.scope
    if (scope === undefined || !anyKeys(house)) return
    const [scheme, key] = (request.headers.authorization ?? '').split(' ')
    if (scheme?.toLowerCase() !== 'bearer' || key === undefined) {
      throw new CandorError('auth.missing', 'Send an API key as "Authorization: Bearer KEY". Make one with "candor keys create".')
    }
    const record = checkKey(house, key)
    if (record === undefined) throw new CandorError('auth.invalid', 'This API key is not known, or was revoked. "candor keys list" shows those there are.')
    if (!record.scopes.includes(scope)) throw new CandorError('auth.scope', `This API key allows ${record.scopes.join(', ')}; this call needs "${scope}".`)
  })
}
