/**
 * Hides some of everyone's items.
 * @param rows Map of each person's items
 * @param draw gets a person's items and how many people came before; returns the places to hide, a Set
 * @returns the kept and the hidden, each such a map
 */
export function hide(rows, draw) {
  const kept = new Map()
  const hidden = new Map()
  let before = 0
  for (const [person, own] of rows) {
    const drawn = draw(own, before++)
    kept.set(
      person,
      own.filter((_, at) => !drawn.has(at)),
    )
    hidden.set(
      person,
      own.filter((_, at) => drawn.has(at)),
    )
  }
  return { kept, hidden }
}
