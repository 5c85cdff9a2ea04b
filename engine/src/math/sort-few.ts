/** Above so many the runtime's sort is faster. */
const few = 16

/** Sorts in place as `Array.prototype.sort` does, equals staying in order, for lists that nearly always hold a handful: the runtime's own takes one and a half kilobytes each time it is called. */
export function sortFew<T>(list: T[], compare: (a: T, b: T) => number): T[] {
  if (list.length > few) return list.sort(compare)
  for (let i = 1; i < list.length; i++) {
    const one = list[i]!
    let at = i
    while (at > 0 && compare(list[at - 1]!, one) > 0) {
      list[at] = list[at - 1]!
      at--
    }
    list[at] = one
  }
  return list
}
