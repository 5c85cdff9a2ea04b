import { describe, expect, it } from 'vitest'
import { Alias } from '../../src/math/alias.ts'
import { Random } from '../../src/math/random.ts'

describe('random', () => {
  it('gives one stream a seed, for ever: the first numbers of seed 7', () => {
    const random = new Random(7)
    const first = [random.bits(), random.bits(), random.bits()]
    expect(first).toEqual([new Random('7')].flatMap((again) => [again.bits(), again.bits(), again.bits()]))
    expect(first).toMatchInlineSnapshot(`
      [
        3184246606,
        1800828748,
        2229370248,
      ]
    `)
    expect(new Random(8).bits()).not.toBe(first[0])
  })

  it('sets every bit half of the time', () => {
    const random = new Random('step')
    const many = Array.from({ length: 4096 }, () => random.bits())
    expect(new Set(many).size).toBeGreaterThan(4090)
    for (let bit = 0; bit < 32; bit++) {
      const ones = many.filter((x) => (x >>> bit) & 1).length
      expect(Math.abs(ones - 2048), `bit ${bit}`).toBeLessThan(4.5 * 32)
    }
  })

  it('is uniform over integers and over [0, 1)', () => {
    const random = new Random(1)
    const counts = new Float64Array(7)
    for (let i = 0; i < 70_000; i++) counts[random.int(7)]!++
    let chi = 0
    for (const count of counts) chi += (count - 10_000) ** 2 / 10_000
    expect(chi).toBeLessThan(22.5) // 99.9 % point at 6 degrees of freedom
    let sum = 0
    let squares = 0
    for (let i = 0; i < 100_000; i++) {
      const x = random.next()
      expect(x >= 0 && x < 1).toBe(true)
      sum += x
      squares += x * x
    }
    expect(sum / 100_000).toBeCloseTo(1 / 2, 2)
    expect(squares / 100_000).toBeCloseTo(1 / 3, 2)
    expect(() => random.int(0)).toThrow(RangeError)
  })

  it('has the moments of the normal, exponential and Poisson laws', () => {
    const random = new Random(2)
    const n = 100_000
    const moments = [0, 0, 0, 0]
    for (let i = 0; i < n; i++) {
      const z = random.normal()
      for (let p = 0; p < 4; p++) moments[p]! += z ** (p + 1) / n
    }
    expect(Math.abs(moments[0]!)).toBeLessThan(0.015)
    expect(Math.abs(moments[1]! - 1)).toBeLessThan(0.02)
    expect(Math.abs(moments[2]!)).toBeLessThan(0.05)
    expect(Math.abs(moments[3]! - 3)).toBeLessThan(0.15)
    for (const mean of [0.2, 4, 95]) {
      let sum = 0
      let squares = 0
      for (let i = 0; i < 20_000; i++) {
        const count = random.poisson(mean)
        sum += count
        squares += count * count
      }
      const found = sum / 20_000
      expect(Math.abs(found / mean - 1)).toBeLessThan(0.05)
      expect(Math.abs((squares / 20_000 - found * found) / mean - 1)).toBeLessThan(0.07)
    }
    let waiting = 0
    for (let i = 0; i < n; i++) waiting += random.exponential() / n
    expect(Math.abs(waiting - 1)).toBeLessThan(0.015)
  })

  it('shuffles every order, and samples every subset, equally often', () => {
    const random = new Random(3)
    const orders = new Map<string, number>()
    const subsets = new Map<string, number>()
    for (let i = 0; i < 12_000; i++) {
      const order = random.shuffle([0, 1, 2]).join('')
      orders.set(order, (orders.get(order) ?? 0) + 1)
      const subset = random.sample(4, 2)
      expect(subset[0]).not.toBe(subset[1])
      subsets.set(subset.join(''), (subsets.get(subset.join('')) ?? 0) + 1)
    }
    expect(orders.size).toBe(6)
    expect(subsets.size).toBe(12) // ordered pairs: the order is random as well
    for (const count of orders.values()) expect(Math.abs(count - 2000)).toBeLessThan(170)
    for (const count of subsets.values()) expect(Math.abs(count - 1000)).toBeLessThan(130)
    expect([...random.sample(5, 5)].sort()).toEqual([0, 1, 2, 3, 4])
  })

  it('forks by name, whatever was drawn before', () => {
    const fresh = new Random(9).fork('split')
    const used = new Random(9)
    used.normal()
    const later = used.fork('split')
    expect([later.bits(), later.bits()]).toEqual([fresh.bits(), fresh.bits()])
    expect(new Random(9).fork('other').bits()).not.toBe(new Random(9).fork('split').bits())
    expect(new Random(9).fork('split').bits()).not.toBe(new Random(9).bits())
  })

  it('draws by weight, and never what weighs nothing', () => {
    const weights = [0, 5, 1, 0, 0.25, 40, 30, 23.75, 0]
    const alias = new Alias(weights)
    const random = new Random(4)
    const counts = new Float64Array(9)
    for (let i = 0; i < 100_000; i++) counts[alias.draw(random)]!++
    weights.forEach((weight, i) => {
      const expected = weight * 1000
      if (weight === 0) expect(counts[i]).toBe(0)
      else expect(Math.abs(counts[i]! - expected)).toBeLessThan(4.5 * Math.sqrt(expected))
    })
    expect(() => new Alias([1, -1])).toThrow(/sampling weight/)
    expect(() => new Alias([0, 0])).toThrow(RangeError)
  })
})
