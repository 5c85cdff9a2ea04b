export { type Comparison, compareEvaluations } from './compare.ts'
export type { ListMetric, PersonMetric, Ranked } from './metric.ts'
export { type Evaluation, evaluate, type Figure, listMetrics, type MeasureOptions, personMetrics } from './protocol.ts'
