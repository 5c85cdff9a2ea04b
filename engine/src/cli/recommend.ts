import type { Command } from 'commander'
import type { RecommendAnswer, Scene } from '../service/contract.ts'
import { scenes } from '../service/contract.ts'
import { recommend } from '../service/recommend.ts'
import { Serving } from '../service/serving.ts'
import { command, list, usage, wholeNumber, withHouse } from './command.ts'
import { colours } from './terminal.ts'

interface Options {
  data: string
  json: boolean
  user?: string
  session?: string
  items?: string[]
  k: number
  scene: Scene
  query?: string
  model?: string
  explain: boolean
  locale: 'en' | 'zh'
}

const recommendCommand: Command = command('recommend', 'a list for a person or a history')
  .option('--user <id>', 'a person of the store')
  .option('--session <id>', 'an anonymous session of the store')
  .option('--items <ids>', 'an anonymous history, oldest first, with commas', list)
  .option('-k <n>', 'length of the list', wholeNumber(1, 200), 10)
  .option('--scene <name>', `one of ${scenes.join(', ')}; with product and cart, --items is what is on the page`, 'home')
  .option('--query <text>', 'what was typed, with --scene search')
  .option('--model <name>', 'the serving model when absent')
  .option('--explain', 'give each item its reason and proof', false)
  .option('--locale <language>', 'en or zh', 'en')
  .action(async (options: Options) => {
    if (!scenes.includes(options.scene)) throw usage(`--scene is "${options.scene}"; it must be one of ${scenes.join(', ')}.`)
    if (options.user === undefined && options.items === undefined && options.session === undefined && options.scene !== 'search')
      throw usage('Say for whom: --user ID, --session ID or --items A,B,C.')
    await withHouse(options, async ({ house, terminal }) => {
      const onPage = options.scene === 'product' || options.scene === 'cart'
      const answer = await recommend(new Serving(house), {
        scene: options.scene,
        k: options.k,
        explain: options.explain,
        locale: options.locale,
        ...(options.user === undefined ? {} : { user: options.user }),
        ...(options.session === undefined ? {} : { session: options.session }),
        ...(options.items === undefined ? {} : onPage ? { items: options.items } : { history: options.items }),
        ...(options.query === undefined ? {} : { query: options.query }),
        ...(options.model === undefined ? {} : { model: options.model }),
      })
      terminal.result(answer, () => table(answer, options.locale))
    })
  })
export default recommendCommand

function table(answer: RecommendAnswer, locale: 'en' | 'zh'): string {
  const lines = answer.recommendations.map(({ rank, item, product, explanation }) => {
    const why = explanation === undefined ? '' : `\n      ${colours.dim(explanation.text[locale])}`
    return `${String(rank).padStart(4)}  ${colours.bold(item)}  ${product?.title ?? ''}${why}`
  })
  return [`${answer.recommendations.length} from ${answer.model}${answer.profiling ? '' : ' (nothing of a past was used)'}`, ...lines].join('\n')
}
