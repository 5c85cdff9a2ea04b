import type { Field } from './params.ts'

type NumberField = Extract<Field, { type: 'number' | 'integer' }>

/** Parameters that networks trained by passes over people share; each family has its own default. */
export const epochsField: Omit<NumberField, 'default'> = {
  type: 'integer',
  min: 1,
  max: 1000,
  scale: 'log',
  tune: true,
  doc: 'Passes over all people at most.',
}
export const learningRateField: Omit<NumberField, 'default'> = { type: 'number', min: 1e-5, max: 0.1, scale: 'log', tune: true, doc: 'Rate of Adam.' }
export const patienceField: Omit<NumberField, 'default'> = {
  type: 'integer',
  min: 0,
  max: 100,
  doc: 'Passes without a better validation after which training ends, where there is something to validate with. 0: never.',
}
