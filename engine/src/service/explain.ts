import { CandorError } from '../errors.ts'
import { contrast } from '../explain/contrast.ts'
import type { ExplainContext, Explanation, Reason } from '../explain/explainer.ts'
import { explainerFor } from '../explain/index.ts'
import { explainList } from '../explain/list.ts'
import { without } from '../explain/without.ts'
import type { ExplainRequest, ExplanationAnswer, ReasonAnswer } from './contract.ts'
import { type Slate, slateOf } from './recommend.ts'
import type { Serving } from './serving.ts'
import { Teller } from './tell.ts'

/** Some items of one slate: a list may be made of several, e.g. personal ones and cold-start ones. */
export interface ExplainedList {
  readonly slate: Slate
  readonly items: Int32Array
}

/** Reasons and proofs for every item of a served list, in its order. */
export async function explainSlate(serving: Serving, lists: readonly ExplainedList[], k: number): Promise<ExplanationAnswer[]> {
  const answers: ExplanationAnswer[] = []
  for (const { slate, items } of lists) {
    const teller = new Teller(serving, slate)
    const explanations = await explainList(slate.model, slate.history, [...items], contextOf(slate, k, teller))
    for (const explanation of explanations) answers.push(answerOf(slate, explanation, teller))
  }
  return answers
}

/** Why one item, by any explainer; why it rather than another; what the list would be without something. Throws `item.unknown`. */
export async function explain(serving: Serving, request: ExplainRequest): Promise<ExplanationAnswer> {
  const slate = await slateOf(serving, request)
  const k = request.k ?? 10
  const item = indexOf(slate, request.item)
  const teller = new Teller(serving, slate)
  // The item asked about competes even where a rule keeps it off the list, e.g. because it was bought before.
  const open =
    slate.candidates[item] === 1 ? slate : { ...slate, candidates: Uint8Array.from(slate.candidates, (allowed, index) => (index === item ? 1 : allowed)) }
  const ctx = contextOf(open, k, teller)
  const explanation =
    request.method === undefined
      ? (await explainList(slate.model, slate.history, [item], ctx))[0]!
      : await explainerFor(slate.model, request.method).explain(slate.model, slate.history, item, ctx)
  const answer = answerOf(slate, explanation, teller)
  return {
    ...answer,
    ...(request.versus === undefined ? {} : { contrast: await contrastWith(slate, item, request.versus, ctx, teller) }),
    ...(request.without === undefined ? {} : { instead: await listWithout(slate, request, ctx) }),
  }
}

function contextOf(slate: Slate, k: number, teller: Teller): ExplainContext {
  return { k, candidates: slate.candidates, scores: slate.scores, seed: 1, removable: teller.nameable }
}

function answerOf(slate: Slate, explanation: Explanation, teller: Teller): ExplanationAnswer {
  const name = (item: number) => slate.model.items.name(item)
  const { proof } = explanation
  return {
    item: name(explanation.item),
    model: slate.model.name,
    method: explanation.method,
    score: explanation.score,
    base: explanation.base,
    residual: explanation.residual,
    reasons: reasonsOf(explanation.reasons, teller),
    ...(proof === undefined
      ? {}
      : {
          proof: {
            without: proof.without.map((position) => slate.entries[position]!.item),
            rankBefore: proof.rankBefore,
            rankAfter: proof.rankAfter,
            minimal: proof.minimal,
            ...(proof.instead < 0 ? {} : { instead: name(proof.instead) }),
          },
        }),
    ...teller.tell(explanation),
  }
}

/** Every contribution with names of the shop; sensitive ones are summed up in one reason of kind `others`. */
function reasonsOf(reasons: readonly Reason[], teller: Teller): ReasonAnswer[] {
  const total = reasons.reduce((sum, reason) => sum + Math.abs(reason.amount), 0)
  const share = (amount: number) => (total > 0 ? Math.abs(amount) / total : 0)
  const answers: ReasonAnswer[] = []
  let hidden = 0
  let anyHidden = false
  for (const reason of reasons) {
    if (reason.kind !== 'history') {
      answers.push({ kind: reason.kind, ...(reason.name === undefined ? {} : { name: reason.name }), amount: reason.amount, share: share(reason.amount) })
    } else if (!teller.mayName(reason.ref)) {
      hidden += reason.amount
      anyHidden = true
    } else answers.push({ kind: 'history', ...teller.entry(reason.ref), amount: reason.amount, share: share(reason.amount) })
  }
  if (anyHidden) answers.push({ kind: 'others', amount: hidden, share: share(hidden) })
  return answers
}

async function contrastWith(
  slate: Slate,
  item: number,
  versus: string,
  ctx: ExplainContext,
  teller: Teller,
): Promise<NonNullable<ExplanationAnswer['contrast']>> {
  const found = await contrast(slate.model, slate.history, item, indexOf(slate, versus), ctx)
  return { versus, margin: found.margin, reasons: reasonsOf(found.reasons, teller), text: teller.tellContrast(found) }
}

async function listWithout(slate: Slate, request: ExplainRequest, ctx: ExplainContext): Promise<NonNullable<ExplanationAnswer['instead']>> {
  const gone = new Set(request.without)
  const positions = slate.entries.flatMap((entry, position) => (gone.has(entry.item) ? [position] : []))
  if (positions.length === 0)
    throw new CandorError('item.unknown', `None of "${[...gone].join(', ')}" is in the history this list is made from, so taking it away changes nothing.`)
  const found = await without(slate.model, slate.history, positions, ctx)
  const names = (items: Int32Array) => [...items].map((item) => slate.model.items.name(item))
  return { without: [...gone], before: names(found.before), after: names(found.after) }
}

function indexOf(slate: Slate, id: string): number {
  const index = slate.model.items.indexOf(id)
  if (index < 0)
    throw new CandorError(
      'item.unknown',
      `The model "${slate.model.name}" knows no item "${id}". Ids are case-sensitive; an item that came after the training needs "content" or "blend".`,
    )
  return index
}
