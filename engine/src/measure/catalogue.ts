import { cascade, ctr } from './clicks.ts'
import { coverage, diversity, gini, novelty, popularity } from './lists.ts'
import type { ListMetric, PersonMetric } from './metric.ts'
import { hr, map, mrr, ndcg, precision, recall } from './ranking.ts'

/** Figures of one person at list length k. To add one: its constant in a file of its subject, and its name here. */
export const personMetrics: readonly PersonMetric[] = [hr, recall, ndcg, mrr, map, precision, ctr, cascade, novelty, diversity, popularity]

/** Figures of all lists of length k together. */
export const listMetrics: readonly ListMetric[] = [coverage, gini]
