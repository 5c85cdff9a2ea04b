/** A known person. Attributes named in `protected` are never a model's input; they serve fairness tables only. */
export interface Person {
  readonly id: string
  readonly attributes?: Readonly<Record<string, string | number>>
  readonly protected?: readonly string[]
  /** Ids of people this person named as friends. */
  readonly friends?: readonly string[]
}

/** Attributes treated as protected unless the shop says otherwise. */
export const protectedByDefault: readonly string[] = ['gender', 'age', 'region', 'income', 'ethnicity', 'religion', 'health', 'marital_status']
