import * as beauty from './sets/beauty.mjs'
import * as coat from './sets/coat.mjs'
import * as gowalla from './sets/gowalla.mjs'
import * as retail from './sets/retail.mjs'
import * as yoochoose from './sets/yoochoose.mjs'

export const sets = { beauty, gowalla, yoochoose, retail, coat }

/** `sasrec` that reads descriptions, chosen on Beauty's validation. */
const describedSasrec = { factors: 128, decay: 0.8, epochs: 16, learningRate: 0.002 }
/** Where only the numbers of items are known, and no order, recency is off. */
const noOrder = { decay: 1, tail: 0 }
const popularity = [
  { model: 'popular', label: 'popular, all time', params: { halfLifeDays: 0 } },
  { model: 'popular', label: 'popular, last 7 days', params: { halfLifeDays: 0, windowDays: 7 } },
]

/**
 * What stands on each leaderboard: a model with its defaults unless `params` say otherwise, and the published figure it must reach (`target`), where there is one.
 * `withCatalogue: false` hides titles, brands and categories. `twin` names the row, above this one, that it is compared with case by case.
 */
export const rows = {
  beauty: [
    { model: 'popular', params: { halfLifeDays: 0 } },
    { model: 'item-knn' },
    { model: 'ials' },
    { model: 'slim-sparse' },
    { model: 'ease', target: { 'ndcg@10': 0.0456 } },
    { model: 'linear-next', label: 'linear-next, events only', withCatalogue: false, target: { 'hr@10': 0.0831, 'ndcg@10': 0.0531 } },
    { model: 'linear-next' },
    { model: 'gru4rec', target: { 'hr@10': 0.0283, 'ndcg@10': 0.0137 } },
    { model: 'sasrec', label: 'sasrec, events only', withCatalogue: false, target: { 'hr@10': 0.0921, 'ndcg@10': 0.0531 } },
    {
      model: 'sasrec',
      label: 'sasrec, with descriptions',
      params: describedSasrec,
      target: { 'hr@10': 0.1008, 'ndcg@10': 0.0611 },
    },
    { model: 'gf-cf' },
    { model: 'lightgcn' },
    {
      model: 'mult-vae',
      params: { hidden: 0, start: 'factors', dropout: 0.7, beta: 0.05, annealEpochs: 5, batch: 200, learningRate: 0.0005, epochs: 10 },
    },
    { model: 'cfgan', label: 'cfgan, twin without discriminators', params: { adversarial: 0 } },
    { model: 'cfgan', twin: 'cfgan, twin without discriminators' },
    { model: 'dnn' },
    { model: 'two-tower' },
    { model: 'bert4rec', target: { 'hr@10': 0.0347, 'ndcg@10': 0.017 } },
    { model: 'text' },
    { model: 'content' },
    { model: 'rules' },
    { model: 'blend' },
    {
      model: 'blend',
      label: 'blend, with sasrec',
      params: {
        list: ['linear-next', 'sasrec', 'content', 'popular'],
        settings: { sasrec: describedSasrec },
      },
      target: { 'hr@10': 0.1008, 'ndcg@10': 0.0611 },
    },
  ],
  gowalla: [
    { model: 'popular', params: { halfLifeDays: 0 } },
    { model: 'item-knn', params: noOrder, target: { 'recall@20': 0.157, 'ndcg@20': 0.1214 } },
    { model: 'slim-sparse', params: noOrder, target: { 'recall@20': 0.1765, 'ndcg@20': 0.1467 } },
    { model: 'ials', params: { factors: 512, iterations: 10, unobserved: 0.05, l2: 2, itemPower: 0.3 }, target: { 'recall@20': 0.1699, 'ndcg@20': 0.1382 } },
    { model: 'gf-cf', params: { itemPower: 0.4, lowPass: 0.12, neighbours: 1000 }, target: { 'recall@20': 0.1849, 'ndcg@20': 0.1518 } },
    { model: 'bpr', params: { factors: 512, epochs: 30, l2: 0.03 }, target: { 'recall@20': 0.1627, 'ndcg@20': 0.1378 } },
    {
      model: 'lightgcn',
      params: {
        factors: 256,
        people: 'own',
        hide: false,
        eventPower: 1,
        foretold: 32,
        batch: 4096,
        negatives: 1024,
        epochs: 10,
        learningRate: 0.01,
        popularityPower: 0.25,
        oneHot: 4,
        neighbours: 1000,
      },
      target: { 'recall@20': 0.182, 'ndcg@20': 0.1547 },
    },
    {
      model: 'mult-vae',
      params: {
        factors: 512,
        hidden: 0,
        start: 'factors',
        dropout: 0.7,
        batch: 200,
        samples: 1000,
        beta: 0.05,
        annealEpochs: 5,
        learningRate: 0.0002,
        epochs: 2,
      },
      target: { 'recall@20': 0.1641, 'ndcg@20': 0.1335 },
    },
    { model: 'cfgan', label: 'cfgan, twin without discriminators', params: { adversarial: 0, dropout: 0.8, learningRate: 0.008, epochs: 15 } },
    { model: 'cfgan', params: { adversarial: 0.01, dropout: 0.8, learningRate: 0.008, epochs: 15 }, twin: 'cfgan, twin without discriminators' },
    {
      model: 'dnn',
      params: { ...noOrder, factors: 256, hidden: 0, start: 'factors', hide: 0.5, batch: 200, samples: 1000, learningRate: 0.0005, epochs: 2 },
      target: { 'recall@20': 0.1399, 'ndcg@20': 0.1212 },
    },
  ],
  yoochoose: [
    { model: 'popular', params: { halfLifeDays: 0 } },
    { model: 'item-knn' },
    { model: 'ease' },
    { model: 'linear-next' },
    { model: 'gru4rec', target: { 'hr@20': 0.5711, 'mrr@20': 0.3289 } },
    { model: 'sasrec' },
  ],
  retail: [
    ...popularity,
    { model: 'item-knn' },
    { model: 'ials' },
    { model: 'ease' },
    { model: 'linear-next' },
    { model: 'sasrec' },
    { model: 'gru4rec' },
    { model: 'dnn' },
    { model: 'two-tower' },
    { model: 'text' },
    { model: 'content' },
    { model: 'rules' },
    { model: 'blend' },
  ],
  coat: [
    { model: 'popular', params: { halfLifeDays: 0 } },
    { model: 'item-knn', params: noOrder },
    { model: 'ials' },
    { model: 'ease', params: noOrder },
    { model: 'content' },
  ],
}
