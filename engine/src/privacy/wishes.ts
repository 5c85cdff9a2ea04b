/** Settings that a person made for themself. */
export interface Preferences {
  readonly profiling?: boolean
  readonly notInterested?: readonly string[]
  readonly hiddenReasons?: readonly string[]
}

/** One thing that a person says about what they want; `clear` takes back what was said about the item. */
export type Wish = { readonly kind: 'profiling'; readonly on: boolean } | { readonly kind: 'not_interested' | 'hide_reason' | 'clear'; readonly item: string }

/** Wishes of one kind that are kept of one person: every request reads them. With one more the oldest goes. */
export const keptWishes = 1000

/** The preferences with one wish more; what it does not speak of stays. */
export function withWish(old: Preferences, wish: Wish): Preferences {
  if (wish.kind === 'profiling') return { ...old, profiling: wish.on }
  const list = (kept: readonly string[] | undefined, kind: Wish['kind']) =>
    [...(kept ?? []).filter((item) => item !== wish.item), ...(wish.kind === kind ? [wish.item] : [])].slice(-keptWishes)
  return { ...old, notInterested: list(old.notInterested, 'not_interested'), hiddenReasons: list(old.hiddenReasons, 'hide_reason') }
}
