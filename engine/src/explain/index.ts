import { CandorError } from '../errors.ts'
import type { Model } from '../models/model.ts'
import { counterfactual } from './counterfactual.ts'
import type { Explainer } from './explainer.ts'
import { leaveOneOut } from './leave-one-out.ts'
import { terms } from './terms.ts'

/** Every explainer by name. To add one: its file, and one line here. */
export const explainers: ReadonlyMap<string, Explainer> = new Map([terms, leaveOneOut, counterfactual].map((entry) => [entry.name, entry]))

/**
 * The explainer of that name; without a name the exact terms where the model has them, else leave-one-out.
 * @throws CandorError `explainer.unsupported` when there is none of that name or it cannot explain this model
 */
export function explainerFor(model: Model, name?: string): Explainer {
  const wanted = name ?? (terms.supports(model) ? terms.name : leaveOneOut.name)
  const found = explainers.get(wanted)
  if (found === undefined) {
    throw new CandorError('explainer.unsupported', `There is no explainer "${wanted}". There are: ${[...explainers.keys()].join(', ')}.`)
  }
  if (!found.supports(model)) {
    const others = [...explainers.values()].filter((explainer) => explainer.supports(model)).map((explainer) => explainer.name)
    throw new CandorError('explainer.unsupported', `The model "${model.name}" cannot be explained by "${wanted}". Use one of: ${others.join(', ')}.`)
  }
  return found
}

export { type Contrast, contrast } from './contrast.ts'
export type { ExplainContext, Explainer, Explanation, Proof, Reason } from './explainer.ts'
export { type FaithfulnessCard, type FaithfulnessOptions, faithfulness } from './faithfulness.ts'
export { explainList } from './list.ts'
export { type Without, without } from './without.ts'
export {
  contrastSentence,
  type Fact,
  factsOf,
  factsOfContrast,
  type Language,
  type Sentence,
  type Sentences,
  type Shop,
  sentences,
  Told,
} from './words/index.ts'
