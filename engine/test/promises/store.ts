import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Actor, actorOf, eventKind, eventNames, type ShopEvent } from '../../src/data/events.ts'
import { actorDocument, forgettings } from '../../src/privacy/forget.ts'
import type { EventColumns, Store } from '../../src/store/store.ts'

/** What every store promises. `open` gives a fresh empty one. */
export function storePromises(name: string, open: () => Promise<Store>): void {
  describe(`store promises: ${name}`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store.close())

    test('an event comes back as it went in, whatever it holds', async () => {
      let round = 0
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(shopEvent, { selector: ({ id }) => id, maxLength: 8 }), async (drawn) => {
          const events = drawn.map((event) => ({ ...event, id: `${round}:${event.id}` }))
          round += 1
          expect(await store.append(events)).toEqual({ accepted: events.length, duplicates: 0 })
          for (const event of events) expect(store.eventsOf(actorOf(event)).find(({ id }) => id === event.id)).toEqual(event)
        }),
        { numRuns: 200, seed: 7 },
      )
    })

    test('an id is stored once, within a batch and over batches, and the first content stays', async () => {
      const first = view('e1', 'ana', 'mug', 10)
      expect(await store.append([first, { ...first, item: 'pot' }])).toEqual({ accepted: 1, duplicates: 1 })
      expect(await store.append([{ ...first, user: 'bob', item: 'pan' }, view('e2', 'ana', 'cup', 5)])).toEqual({ accepted: 1, duplicates: 1 })
      expect(store.eventsOf('u:ana').map(({ item }) => item)).toEqual(['cup', 'mug'])
      expect(store.eventsOf('u:bob')).toEqual([])
      expect(store.counts()).toEqual({ events: 2, people: 1, sessions: 0, items: 2 })
    })

    test('an increment gives every caller its own number, and begins at one whatever was there', async () => {
      await store.putDocument('count', { at: 5 })
      const numbers = await Promise.all(Array.from({ length: 50 }, () => store.increment('count')))
      expect(numbers).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
      expect(store.document('count')).toBe(50)
      expect(await store.increment('other')).toBe(1)
    })

    test('of swaps of one document at the same time one succeeds, and only where it still is what the caller saw', async () => {
      const claims = await Promise.all(Array.from({ length: 20 }, (_, n) => store.swapDocument('claim', undefined, { by: n })))
      expect(claims.filter(Boolean)).toHaveLength(1)
      const first = store.document<{ by: number }>('claim')!
      expect(claims[first.by]).toBe(true)
      expect(await store.swapDocument('claim', { by: -1 }, 'lost')).toBe(false)
      expect(await store.swapDocument('claim', undefined, 'lost')).toBe(false)
      expect(store.document('claim')).toEqual(first)
      expect(await store.swapDocument('claim', first, { by: 'next' })).toBe(true)
      expect(store.document('claim')).toEqual({ by: 'next' })
    })

    test('of wishes at the same time none is lost, and they go with the person', async () => {
      const said = await Promise.all([
        ...Array.from({ length: 20 }, (_, n) => store.wish('u:ana', { kind: n % 2 ? 'hide_reason' : 'not_interested', item: `i${n}` })),
        store.wish('u:ana', { kind: 'profiling', on: false }),
        store.wish('s:ana', { kind: 'profiling', on: true }),
        store.wish('u:ana', { kind: 'clear', item: 'i0' }),
      ])
      const odd = Array.from({ length: 10 }, (_, n) => `i${2 * n + 1}`)
      const even = Array.from({ length: 9 }, (_, n) => `i${2 * n + 2}`)
      expect(said.at(-1)).toEqual({ profiling: false, notInterested: even, hiddenReasons: odd })
      expect(store.document(actorDocument('preferences', 'u:ana'))).toEqual(said.at(-1))
      await store.forget('u:ana')
      expect(store.documents('preferences/')).toEqual([{ name: actorDocument('preferences', 's:ana'), value: { profiling: true } }])
    })

    test('the version is another after every commit, and the same between them', async () => {
      const changes: (() => Promise<unknown>)[] = [
        () => store.append([view('v1', 'ana', 'mug', 1)]),
        () => store.putItems([{ id: 'mug' }]),
        () => store.deleteItem('mug'),
        () => store.putPeople([{ id: 'ana' }]),
        () => store.putDocument('d', 1),
        () => store.increment('d'),
        () => store.swapDocument('d', 2, 3),
        () => store.wish('u:ana', { kind: 'profiling', on: false }),
        () => store.deleteDocument('d'),
        () => store.audit({ action: 'a', subject: 's' }),
        () => store.removeEvent('u:ana', 'v1'),
        () => store.forget('u:ana'),
      ]
      for (const change of changes) {
        const before = store.version()
        expect(store.version()).toBe(before)
        await change()
        expect(store.version()).not.toBe(before)
      }
    })

    test('a batch is stored whole or not at all, and fails alone', async () => {
      const bad = { ...view('bad', 'ana', 'mug', 10), at: Number.NaN }
      const outcomes = await Promise.allSettled([
        store.append([view('a', 'ana', 'mug', 1)]),
        store.append([view('b', 'ana', 'mug', 2), bad]),
        store.append([view('c', 'ana', 'mug', 3)]),
      ])
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect((outcomes[1] as PromiseRejectedResult).reason).toMatchObject({ code: 'event.invalid' })
      expect(store.eventsOf('u:ana').map(({ id }) => id)).toEqual(['a', 'c'])
      expect(store.counts().events).toBe(2)
    })

    test('history is in order of time, then of arrival, however events arrive; the limit keeps the newest', async () => {
      const future = Date.UTC(2199, 0, 1)
      await store.append([view('late', 'ana', 'i1', 300), view('tie1', 'ana', 'i2', 200), view('tomorrow', 'ana', 'i3', future)])
      await store.append([view('tie2', 'ana', 'i4', 200), view('early', 'ana', 'i5', -50)])
      expect(store.eventsOf('u:ana').map(({ id }) => id)).toEqual(['early', 'tie1', 'tie2', 'late', 'tomorrow'])
      expect(store.eventsOf('u:ana', { limit: 3 }).map(({ id }) => id)).toEqual(['tie2', 'late', 'tomorrow'])
      expect(store.latestEvents(2).map(({ id }) => id)).toEqual(['early', 'tie2'])
    })

    test('however often and in whatever order events are delivered, the histories are the same', async () => {
      const day = 86_400_000
      const events = Array.from({ length: 40 }, (_, n) => view(`e${n}`, n % 5 === 0 ? 'bob' : 'ana', `i${n % 7}`, Date.now() + (((n * 17) % 40) - 20) * day))
      let round = 0
      await fc.assert(
        fc.asyncProperty(fc.shuffledSubarray([...events, ...events, ...events], { minLength: 40 }), fc.integer({ min: 1, max: 9 }), async (drawn, size) => {
          round += 1
          const mine = (event: ShopEvent) => ({ ...event, id: `${round}:${event.id}`, user: `${round}:${event.user}` })
          const delivered = [...drawn, ...events].map(mine)
          let accepted = 0
          for (let from = 0; from < delivered.length; from += size) accepted += (await store.append(delivered.slice(from, from + size))).accepted
          expect(accepted).toBe(events.length)
          for (const user of ['ana', 'bob']) {
            const inOrder = events.filter((event) => event.user === user).toSorted((a, b) => a.at - b.at)
            expect(store.eventsOf(`u:${round}:${user}`)).toEqual(inOrder.map(mine))
          }
        }),
        { numRuns: 25, seed: 3 },
      )
    })

    test('a person and a session of one name are strangers', async () => {
      await store.append([view('e1', 'x', 'mug', 1), { id: 'e2', event: 'view_item', session: 'x', item: 'pot', at: 2 }])
      expect(store.eventsOf('u:x').map(({ id }) => id)).toEqual(['e1'])
      expect(store.eventsOf('s:x').map(({ id }) => id)).toEqual(['e2'])
      expect(store.counts()).toMatchObject({ people: 1, sessions: 1 })
    })

    test('a name with NUL is refused, and finds nobody', async () => {
      await store.append([view('e1', 'ana', 'mug', 1)])
      await expect(store.append([view('e2', 'ana\0x', 'mug', 1)])).rejects.toMatchObject({ code: 'event.invalid' })
      await expect(store.append([view('e1\0', 'ana', 'mug', 1)])).rejects.toMatchObject({ code: 'event.invalid' })
      await expect(store.putItems([{ id: 'mug\0' }])).rejects.toMatchObject({ code: 'event.invalid' })
      expect(store.eventsOf('u:ana\0x')).toEqual([])
      expect(store.person('ana\0')).toBeUndefined()
      expect(await store.removeEvent('u:ana\0', 'e1')).toBe(false)
    })

    test('columns hold every event once, in order of (actor, time), in chunks of any size', async () => {
      const events = lopsided()
      await store.append(events)
      const whole = await columnsOf(store, 1000)
      expect(whole.ids.toSorted()).toEqual(events.map(({ id }) => id).toSorted())
      for (const chunk of [1, 7, 64]) expect(await columnsOf(store, chunk)).toEqual(whole)
      for (const actor of new Set(whole.actors)) {
        const places = whole.actors.flatMap((name, index) => (name === actor ? [index] : []))
        expect(places.at(-1)! - places[0]!).toBe(places.length - 1)
        expect(places.map((index) => whole.ids[index])).toEqual(store.eventsOf(actor as Actor).map(({ id }) => id))
      }
      const byId = new Map(events.map((event) => [event.id, event]))
      whole.ids.forEach((id, index) => {
        const event = byId.get(id)!
        expect([whole.items[index], whole.kinds[index], whole.quantities[index], whole.baskets[index]]).toEqual([
          event.item ?? '',
          eventKind[event.event],
          event.quantity ?? 1,
          event.context?.basket ?? '',
        ])
        expect(whole.times[index]).toBeCloseTo(event.at, 1)
        if (event.price === undefined) expect(whole.prices[index]).toBeNaN()
        else expect(whole.prices[index]! / (event.price || 1)).toBeCloseTo(event.price === 0 ? 0 : 1, 14)
        expect(whole.ratings[index]).toBe(event.rating ?? Number.NaN)
        expect(whole.usable[index]).toBe(event.consent?.personalisation === false ? 0 : 1)
      })
    })

    test('reading columns is one snapshot and may be left half-way', async () => {
      await store.append(lopsided())
      const reading = store.readEvents({ chunk: 10 })[Symbol.asyncIterator]()
      let n = (await reading.next()).value!.ids.length
      await store.append([view('meanwhile', 'zoe', 'mug', 1)])
      for (let step = await reading.next(); !step.done; step = await reading.next()) n += step.value.ids.length
      expect(n).toBe(lopsided().length)
      for await (const part of store.readEvents({ chunk: 10 })) {
        expect(part.ids.length).toBe(10)
        break
      }
      expect(await store.forget('u:zoe')).toMatchObject({ events: 1 })
    })

    test('removing an event leaves what would be there without it', async () => {
      const events = lopsided()
      await store.append(events)
      const before = store.counts()
      const gone = events[11]!
      expect(await store.removeEvent('u:somebody-else', gone.id)).toBe(false)
      expect(await store.removeEvent(actorOf(gone), 'no such event')).toBe(false)
      expect(store.counts()).toEqual(before)
      expect(await store.removeEvent(actorOf(gone), gone.id)).toBe(true)
      expect(await store.removeEvent(actorOf(gone), gone.id)).toBe(false)
      expect(store.eventsOf(actorOf(gone)).some(({ id }) => id === gone.id)).toBe(false)
      expect(store.counts()).toEqual({ ...before, events: before.events - 1 })
    })

    test('forgetting leaves no trace but a receipt under a pseudonym', async () => {
      await store.append([view('e1', 'ana', 'mug', 1), view('e2', 'ana', 'pot', 2), view('e3', 'anabel', 'mug', 3)])
      await store.putPeople([
        { id: 'ana', attributes: { city: 'Rome' } },
        { id: 'bob', friends: ['ana', 'anabel'] },
      ])
      await store.putDocument(actorDocument('feedback', 'u:ana'), { hidden: ['mug'] })
      await store.putDocument(actorDocument('feedback', 'u:anabel'), { hidden: ['pot'] })
      const { events, receipt, at } = await store.forget('u:ana')
      expect(events).toBe(2)
      expect(store.eventsOf('u:ana')).toEqual([])
      expect(store.person('ana')).toBeUndefined()
      expect(store.person('bob')).toEqual({ id: 'bob', friends: ['anabel'] })
      expect(store.documents('feedback/')).toEqual([{ name: actorDocument('feedback', 'u:anabel'), value: { hidden: ['pot'] } }])
      expect(store.counts()).toEqual({ events: 1, people: 2, sessions: 0, items: 2 })
      const [entry] = store.auditTrail(1)
      expect(entry).toMatchObject({ action: 'forget', at, details: { events: 2, receipt } })
      expect(entry!.subject).toMatch(/^p_[\w-]{22}$/)
      expect(JSON.stringify(entry)).not.toContain('ana')
      expect(store.document(forgettings)).toBe(1)
      // The same person keeps the same pseudonym, another has another.
      await store.forget('u:ana')
      await store.forget('s:ana')
      const [session, again] = store.auditTrail(2)
      expect(again!.subject).toBe(entry!.subject)
      expect(session!.subject).not.toBe(entry!.subject)
      // Who comes back starts anew, even with an id that was used before.
      expect(await store.append([view('e1', 'ana', 'cup', 9)])).toEqual({ accepted: 1, duplicates: 0 })
      expect(store.eventsOf('u:ana').map(({ item }) => item)).toEqual(['cup'])
    })

    test('the catalogue: put, replace, list, delete', async () => {
      const mug = { id: 'mug', title: 'Mug "Ünï" 杯子', category: ['Home', 'Kitchen'], price: 3.5, attributes: { red: true, size: 2 }, stock: 0 }
      await store.putItems([mug, { id: 'pot' }])
      await store.putItems([{ id: 'pot', title: 'Pot' }])
      expect(store.item('mug')).toEqual(mug)
      expect(store.items()).toEqual([mug, { id: 'pot', title: 'Pot' }])
      expect(store.item('__proto__')).toBeUndefined()
      await store.append([view('e1', 'ana', 'mug', 1), view('e2', 'ana', 'cup', 1)])
      expect(store.counts().items).toBe(3)
      expect(await store.deleteItem('mug')).toBe(true)
      expect(await store.deleteItem('mug')).toBe(false)
      expect(store.item('mug')).toBeUndefined()
      // An event still names the mug; nothing names the pot.
      expect(store.eventsOf('u:ana')[0]!.item).toBe('mug')
      expect(await store.deleteItem('pot')).toBe(true)
      expect(store.counts().items).toBe(2)
    })

    test('people, documents and the audit trail', async () => {
      const ana = { id: 'ana', attributes: { age: 31, city: 'Rome' }, protected: ['age'], friends: ['bob'] }
      await store.putPeople([ana])
      expect(store.person('ana')).toEqual(ana)
      expect(store.people()).toEqual([ana])
      expect(store.counts()).toMatchObject({ people: 1, events: 0 })
      await store.putDocument('settings/b', { on: true })
      await store.putDocument('settings/a', [1, 'zwei', null])
      await store.putDocument('settingsx', 1)
      await store.putDocument('settings/\u{1f600}', 2)
      expect(store.document('settings/b')).toEqual({ on: true })
      expect(store.document('settings/c')).toBeUndefined()
      expect(store.documents('settings/').map(({ name }) => name)).toEqual(['settings/a', 'settings/b', 'settings/\u{1f600}'])
      await store.putDocument('settings/b', 'changed')
      expect(store.document('settings/b')).toBe('changed')
      expect(await store.deleteDocument('settings/b')).toBe(true)
      expect(await store.deleteDocument('settings/b')).toBe(false)
      await store.audit({ action: 'train', subject: 'ease', details: { seconds: 3 } })
      await store.audit({ action: 'serve', subject: 'ease' })
      const trail = store.auditTrail(10)
      expect(trail.map(({ action }) => action)).toEqual(['serve', 'train'])
      expect(trail[1]!.details).toEqual({ seconds: 3 })
      expect(Math.abs(trail[0]!.at - Date.now())).toBeLessThan(60_000)
    })

    test('the revision grows with every change of events or items, and with nothing else', async () => {
      const steps: [number, () => Promise<unknown>][] = [
        [1, () => store.append([view('e1', 'ana', 'mug', 1), view('e2', 'ana', 'mug', 1)])],
        [0, () => store.append([view('e1', 'ana', 'mug', 1)])],
        [1, () => store.putItems([{ id: 'mug' }])],
        [1, () => store.removeEvent('u:ana', 'e1')],
        [0, () => store.removeEvent('u:ana', 'e1')],
        [1, () => store.deleteItem('mug')],
        [0, () => store.deleteItem('mug')],
        [0, () => store.putDocument('x', 1)],
        [0, () => store.audit({ action: 'a', subject: 'b' })],
        [1, () => store.forget('u:ana')],
      ]
      for (const [grows, step] of steps) {
        const before = store.revision()
        await step()
        expect(store.revision() - before, step.toString()).toBe(grows)
      }
    })

    test('the counts are what is there after any mixture of changes', async () => {
      const events = lopsided()
      await store.append(events)
      await store.putItems([{ id: 'i0' }, { id: 'only in the catalogue' }])
      await store.putPeople([{ id: 'u0' }, { id: 'never seen' }])
      await store.append(events.slice(0, 20).map((event) => ({ ...event, user: 'intruder', item: 'intruder' })))
      await store.removeEvent(actorOf(events[3]!), events[3]!.id)
      await store.forget('u:u1')
      await store.forget('u:nobody')
      await store.forget('s:s2')
      const { ids, actors, items } = await columnsOf(store, 100)
      const people = new Set([...actors.filter((actor) => actor.startsWith('u:')), 'u:u0', 'u:never seen'])
      // Products that only forgotten people touched may remain known as names.
      const known = new Set(events.flatMap(({ item }) => (item === undefined ? [] : [item])))
      expect(store.counts()).toEqual({
        events: ids.length,
        people: people.size,
        sessions: new Set(actors.filter((actor) => actor.startsWith('s:'))).size,
        items: known.size + 1,
      })
      expect([...new Set(items)].every((item) => item === '' || known.has(item))).toBe(true)
    })
  })
}

export function view(id: string, user: string, item: string, at: number): ShopEvent {
  return { id, event: 'view_item', user, item, at }
}

/** Three actors of very different weight, several kinds, equal and backward times, some refusing personalisation. */
export function lopsided(): ShopEvent[] {
  return Array.from({ length: 120 }, (_, n) => ({
    id: `e${n}`,
    event: eventNames[(n * n) % eventNames.length]!,
    ...(n % 3 === 0 ? { session: `s${n % 4}` } : { user: n % 40 === 1 ? 'u1' : 'u0' }),
    ...(n % 7 !== 0 && { item: `i${(n * n) % 13}` }),
    at: n % 4 === 3 ? 1_712_345_678_901.123 + (n % 3) / 1024 : 1_000_000 - ((n * 37) % 50),
    ...(n % 2 === 0 && { quantity: n / 4, price: 0.1 * n }),
    ...(n % 5 === 0 && { rating: 1 + (n % 5), context: { basket: `b${n % 6}`, page: '/p' } }),
    ...(n % 11 === 0 && { consent: { personalisation: false } }),
  }))
}

async function columnsOf(store: Store, chunk: number): Promise<{ [key in keyof EventColumns]: EventColumns[key][number][] }> {
  const whole = { actors: [], items: [], kinds: [], times: [], quantities: [], prices: [], ratings: [], usable: [], ids: [], baskets: [] } as Record<
    keyof EventColumns,
    unknown[]
  >
  for await (const part of store.readEvents({ chunk })) {
    for (const key of Object.keys(whole) as (keyof EventColumns)[]) {
      expect(part[key].length).toBeLessThanOrEqual(chunk)
      whole[key].push(...part[key])
    }
  }
  return whole as never
}

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((value) => !value.includes('\0'))
const amount = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()).map((value) => (value === 0 ? 0 : value))
const optional = { requiredKeys: [] }
const shopEvent: fc.Arbitrary<ShopEvent> = fc
  .record(
    {
      id: text,
      event: fc.constantFrom(...eventNames),
      user: text,
      session: text,
      item: text,
      at: fc.integer({ min: -8.64e15, max: 8.64e15 }),
      quantity: amount,
      price: amount,
      rating: amount,
      query: fc.string({ unit: 'binary' }),
      context: fc.record({ page: text, device: text, basket: text, request: text }, optional),
      consent: fc.record({ personalisation: fc.boolean(), analytics: fc.boolean() }, optional),
    },
    { requiredKeys: ['id', 'event', 'at'] },
  )
  .filter((event) => event.user !== undefined || event.session !== undefined) as fc.Arbitrary<ShopEvent>
