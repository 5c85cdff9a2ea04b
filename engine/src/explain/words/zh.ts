import type { EventName } from '../../data/events.ts'
import type { LinkFact } from './facts.ts'
import { type Cause, type Clause, type Grammar, sentence, type Verbs, type Words } from './grammar.ts'

const did: Verbs = {
  view_item: ['浏览过', ''],
  select_item: ['浏览过', ''],
  add_to_cart: ['加购过', ''],
  add_to_wishlist: ['收藏过', ''],
  purchase: ['购买过', ''],
  rate: ['评价过', ''],
}
const deeds: Readonly<Partial<Record<EventName, string>>> = {
  view_item: '浏览',
  select_item: '浏览',
  add_to_cart: '加购',
  add_to_wishlist: '收藏',
  purchase: '购买',
  rate: '评价',
}
const attributes: Readonly<Record<string, string>> = {
  colour: '颜色',
  color: '颜色',
  size: '尺寸',
  material: '材质',
  style: '风格',
  finish: '质感',
  pattern: '图案',
  shape: '形状',
  scent: '香型',
  flavour: '口味',
  flavor: '口味',
  volume: '容量',
  weight: '重量',
  length: '长度',
  width: '宽度',
  height: '高度',
  type: '类型',
  model: '型号',
  series: '系列',
  season: '季节',
  origin: '产地',
  country: '产地',
  fit: '版型',
  fabric: '面料',
  format: '规格',
  author: '作者',
  artist: '艺人',
  publisher: '出版社',
  genre: '题材',
  language: '语言',
  power: '功率',
  capacity: '容量',
}
const kinds: Readonly<Record<string, string>> = { brand: '品牌', seller: '店铺', category: '类别' }

/** Chinese. */
export const zh: Grammar = {
  because(causes, link, isPartial, words) {
    const parts = because(causes, words)
    if (isPartial) parts.push('等')
    if (link !== undefined) parts.push('（', { text: tieOf(link, words), fact: link }, '）')
    return sentence(['因为', ...parts, '。'])
  },
  onlyPopular: (popularity, nothing) => sentence([{ text: '近期热销', fact: popularity }, '，', { text: '与您的历史无关', fact: nothing }, '。']),
  nothing: (nothing) => sentence([{ text: '您的历史中没有相关原因，仅作补充', fact: nothing }, '。']),
  proof(fact, isNamed, words) {
    const count = fact.without.length
    const what = !isNamed
      ? `您历史中的${count}条记录`
      : fact.items.length === 1
        ? `您${fact.items[0]!.isWhole ? '' : '部分'}${deeds[fact.items[0]!.event] ?? '关注'}的${quoted(words.title(fact.items[0]!.item))}`
        : join(fact.items.map(({ item }) => quoted(words.title(item))))
    return sentence([{ text: `如果没有${what}，它不会出现（将降至第${fact.rankAfter}位）`, fact }, '。'])
  },
  instead: (fact, words) => sentence([{ text: `取而代之的将是${quoted(words.title(fact.item))}`, fact }, '。']),
  link: (fact, words) => sentence([{ text: standaloneOf(fact, words), fact }, '。']),
  contrast(fact, causes, words) {
    const ahead: Clause = {
      text: `${fact.isAsked ? '它' : quoted(words.title(fact.above))}排在${fact.isAsked ? quoted(words.title(fact.below)) : '它'}之前`,
      fact,
    }
    return sentence(causes.length === 0 ? [ahead, '。'] : [ahead, '，因为', ...because(causes, words), '。'])
  },
  chip(cause, words) {
    if (cause === undefined) return sentence(['补充推荐'])
    if (cause.kind === 'history') return sentence([{ text: `您${(did[cause.event] ?? did.view_item!)[0]}${quoted(words.title(cause.item))}`, fact: cause }])
    if (cause.kind === 'popularity') return sentence([{ text: '近期热销', fact: cause }])
    if (cause.kind === 'new') return sentence([{ text: '新品上架', fact: cause }])
    if (cause.kind === 'unnamed') return sentence([{ text: '根据您的历史', fact: cause }])
    return sentence([{ text: causeOf(cause, '', words).text, fact: cause }])
  },
}

function because(causes: readonly Cause[], words: Words): (string | Clause)[] {
  const parts: (string | Clause)[] = []
  let last = ''
  causes.forEach((cause, i) => {
    const { text, verb } = causeOf(cause, last, words)
    if (i > 0) parts.push(verb !== '' && verb === last ? '、' : '，')
    parts.push({ text, fact: cause })
    last = verb
  })
  return parts
}

function causeOf(cause: Cause, last: string, words: Words): { text: string; verb: string } {
  switch (cause.kind) {
    case 'history': {
      const verb = (did[cause.event] ?? did.view_item!)[0]
      const title = quoted(words.title(cause.item))
      if (last === '') return { text: `您${verb}${title}`, verb }
      return { text: last === verb ? title : `${verb}${title}`, verb }
    }
    case 'unnamed':
      return { text: '您过往的活动与它相关', verb: '' }
    case 'popularity':
      return { text: '它近期热销', verb: '' }
    case 'new':
      return { text: '它是新品', verb: '' }
    case 'moved':
    case 'rerank':
      return { text: cause.name === 'diversity' ? '它让推荐更丰富' : `规则${words.short(cause.name)}将它提前`, verb: '' }
    case 'social':
      return { text: '您关注的人喜欢它', verb: '' }
    case 'rule':
      return { text: `符合规则${quoted(words.short(cause.name))}`, verb: '' }
    case 'attribute':
    case 'text':
      return { text: `它与${quoted(words.short(cause.name))}相符`, verb: '' }
  }
}

function tieOf(fact: LinkFact, words: Words): string {
  const { link, name, people } = fact
  if (link === 'bought-together') return `${people}位顾客都买过这两件`
  if (link === 'words') return `描述相近：${words.short(name.replaceAll(', ', '、'))}`
  if (link === 'attribute') return attributeOf(name, words)
  return `同${kinds[link] ?? link}：${words.short(name)}`
}

function standaloneOf(fact: LinkFact, words: Words): string {
  const title = quoted(words.title(fact.item))
  if (fact.link === 'bought-together') return `${fact.people}位顾客既买过它也买过${title}`
  return `与${title}${tieOf(fact, words)}`
}

/** "finish: matte" → 同质感：matte. The value is the shop's own word; a name that is not known here is left out, so that no English one stands in a Chinese sentence. */
function attributeOf(name: string, words: Words): string {
  const at = name.indexOf(': ')
  if (at < 0) return `共同点：${words.short(name)}`
  const known = attributes[name.slice(0, at).trim().toLowerCase()]
  const value = words.short(name.slice(at + 2))
  return known === undefined ? `共同点：${value}` : `同${known}：${value}`
}

function join(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join('、')}和${parts[parts.length - 1]}`
}

function quoted(text: string): string {
  return `“${text}”`
}
