import type { Command } from 'commander'
import type { ExplanationAnswer } from '../service/contract.ts'
import { explain } from '../service/explain.ts'
import { Serving } from '../service/serving.ts'
import { command, list, usage, wholeNumber, withHouse } from './command.ts'
import { colours } from './terminal.ts'

interface Options {
  data: string
  json: boolean
  user?: string
  session?: string
  items?: string[]
  item: string
  method?: string
  versus?: string
  without?: string[]
  model?: string
  k: number
}

const explainCommand: Command = command('explain', 'why an item is recommended, with proof')
  .requiredOption('--item <id>', 'the item to explain')
  .option('--user <id>', 'a person of the store')
  .option('--session <id>', 'an anonymous session of the store')
  .option('--items <ids>', 'an anonymous history, oldest first, with commas', list)
  .option('--method <name>', 'explainer; the exact one of the model when absent')
  .option('--versus <id>', 'why the item rather than this one')
  .option('--without <ids>', 'the list without these items of the history', list)
  .option('--model <name>', 'the serving model when absent')
  .option('-k <n>', 'length of the list that the proof is about', wholeNumber(1, 200), 10)
  .action(async (options: Options) => {
    if (options.user === undefined && options.items === undefined && options.session === undefined)
      throw usage('Say for whom: --user ID, --session ID or --items A,B,C.')
    await withHouse(options, async ({ house, terminal }) => {
      const { user, session, items, item, method, versus, without, model, k } = options
      const answer = await explain(new Serving(house), {
        item,
        k,
        ...(user === undefined ? {} : { user }),
        ...(session === undefined ? {} : { session }),
        ...(items === undefined ? {} : { history: items }),
        ...(method === undefined ? {} : { method }),
        ...(versus === undefined ? {} : { versus }),
        ...(without === undefined ? {} : { without }),
        ...(model === undefined ? {} : { model }),
      })
      terminal.result(answer, () => page(answer))
    })
  })
export default explainCommand

function page(answer: ExplanationAnswer): string {
  const widest = Math.max(...answer.reasons.map((reason) => Math.abs(reason.amount)), 1e-12)
  const lines = answer.reasons.slice(0, 12).map((reason) => {
    const length = Math.max(1, Math.round((Math.abs(reason.amount) / widest) * 24))
    const bar = (reason.amount >= 0 ? colours.green : colours.red)('█'.repeat(length))
    return `  ${reason.amount.toFixed(4).padStart(9)} ${bar}${' '.repeat(24 - length)} ${reason.kind === 'history' ? (reason.item ?? '') : reason.kind} ${reason.name ?? ''}`
  })
  const proof =
    answer.proof === undefined
      ? 'No set of the history takes it off the list.'
      : `Without ${answer.proof.without.join(', ')} it falls from rank ${answer.proof.rankBefore} to ${answer.proof.rankAfter}${answer.proof.minimal ? ' (the smallest such set)' : ''}.`
  const more = [
    ...(answer.contrast === undefined ? [] : [answer.contrast.text.en]),
    ...(answer.instead === undefined ? [] : [`Without ${answer.instead.without.join(', ')} the list would be: ${answer.instead.after.join(', ')}`]),
  ]
  return [
    colours.bold(answer.text.en),
    answer.text.zh,
    `score ${answer.score.toFixed(6)} = base ${answer.base.toFixed(6)} + reasons + residual ${answer.residual.toExponential(1)} (${answer.model}, ${answer.method})`,
    ...lines,
    proof,
    ...more,
  ].join('\n')
}
