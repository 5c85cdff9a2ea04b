import { parseEvent } from '../data/event-input.ts'
import type { ShopEvent } from '../data/events.ts'
import { CandorError } from '../errors.ts'
import type { EventsAnswer } from './contract.ts'
import type { House } from './house.ts'

/** Stores events from outside. Resolves once the good ones are durable; the others come back by index with what is wrong with them. */
export async function ingest(house: House, inputs: readonly unknown[]): Promise<EventsAnswer> {
  const now = house.now()
  const events: ShopEvent[] = []
  const rejected: { index: number; code: string; message: string }[] = []
  inputs.forEach((input, index) => {
    try {
      events.push(parseEvent(input, now))
    } catch (error) {
      if (!(error instanceof CandorError)) throw error
      rejected.push({ index, code: error.code, message: error.message })
    }
  })
  const { accepted, duplicates } = events.length > 0 ? await house.store.append(events) : { accepted: 0, duplicates: 0 }
  return { accepted, duplicates, rejected }
}
