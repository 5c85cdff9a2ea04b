import type { Product } from '../data/catalogue.ts'

/**
 * Words that mark products whose purchase says something about health, sexuality, belief, politics, addiction or a pregnancy: such a purchase is never named in a reason, since the
 * person may not be alone at the screen. English words match whole words and their plurals; Chinese ones match anywhere.
 */
const english = [
  ...['adult toy', 'sex toy', 'vibrator', 'condom', 'lubricant', 'erotic', 'lingerie', 'sexual wellness', 'intimate care', 'libido', 'aphrodisiac'],
  ...['pregnancy', 'maternity', 'ovulation', 'fertility', 'contraceptive', 'birth control', 'menstrual', 'tampon', 'sanitary pad', 'incontinence', 'menopause'],
  ...[
    'medicine',
    'medication',
    'prescription',
    'drug',
    'painkiller',
    'antidepressant',
    'insulin',
    'diabetes',
    'diabetic',
    'hiv',
    'std test',
    'hemorrhoid',
    'antifungal',
    'lice treatment',
  ],
  ...['depression', 'anxiety', 'addiction', 'hearing aid', 'wheelchair', 'denture', 'weight loss', 'diet pill', 'hair loss', 'adult diaper'],
  ...['bible', 'quran', 'koran', 'torah', 'rosary', 'prayer', 'religion', 'religious', 'church', 'mosque', 'synagogue'],
  ...['political', 'politics', 'campaign button', 'union membership', 'lgbt', 'pride flag', 'transgender'],
  ...[
    'tobacco',
    'cigarette',
    'cigar',
    'vape',
    'e-cigarette',
    'cannabis',
    'cbd',
    'marijuana',
    'alcohol',
    'whisky',
    'whiskey',
    'vodka',
    'liquor',
    'gambling',
    'casino',
    'lottery',
  ],
  ...['gun', 'rifle', 'ammunition', 'firearm', 'handgun', 'pepper spray'],
]
const chinese = [
  '情趣',
  '成人用品',
  '避孕',
  '安全套',
  '润滑剂',
  '怀孕',
  '孕妇',
  '验孕',
  '排卵',
  '卫生巾',
  '更年期',
  '失禁',
  '药',
  '糖尿病',
  '抑郁',
  '焦虑症',
  '艾滋',
  '痔疮',
  '减肥',
  '脱发',
  '助听器',
  '轮椅',
  '圣经',
  '古兰经',
  '宗教',
  '祈祷',
  '政治',
  '香烟',
  '烟草',
  '电子烟',
  '大麻',
  '白酒',
  '烈酒',
  '赌博',
  '彩票',
  '枪',
  '弹药',
]

const pattern = wordsPattern(english)
const chinesePattern = new RegExp(chinese.join('|'))
const remembered = new WeakMap<Product, boolean>()
const shops = new Map<string, RegExp>()

/** Whether a purchase of this product must not be named. `extra` are the shop's own words, matched like the built-in ones. */
export function isSensitive(product: Product | undefined, extra: readonly string[] = []): boolean {
  if (product === undefined) return false
  const known = remembered.get(product)
  const own = known ?? matches(product, pattern)
  if (known === undefined) remembered.set(product, own)
  return own || (extra.length > 0 && matches(product, shopPattern(extra)))
}

function matches(product: Product, words: RegExp): boolean {
  const text = [product.title, ...(product.category ?? []), ...(product.tags ?? [])].join(' \n ').toLowerCase()
  return words.test(text) || (words === pattern && chinesePattern.test(text))
}

function shopPattern(words: readonly string[]): RegExp {
  const key = words.join('\n')
  const known = shops.get(key)
  if (known !== undefined) return known
  const made = wordsPattern(words)
  shops.set(key, made)
  return made
}

/** Whole words with an optional plural; words of scripts without spaces match anywhere. */
function wordsPattern(words: readonly string[]): RegExp {
  const escaped = words.map((word) => {
    const plain = word.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return /[\u3040-\u9fff\uac00-\ud7af]/.test(plain) ? plain : `(?<![\\p{L}\\p{N}])${plain}(?:s|es)?(?![\\p{L}\\p{N}])`
  })
  return new RegExp(escaped.join('|'), 'u')
}
