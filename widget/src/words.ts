/** Everything the widget says, in each language. */
export interface Words {
  readonly because: string
  readonly why: (title: string) => string
  readonly close: string
  readonly notInterested: string
  readonly undo: string
  readonly hidden: (title: string) => string
  readonly removeAndSee: string
  readonly left: (title: string) => string
  readonly stayed: (title: string, rank: number) => string
  readonly loading: string
  readonly failed: string
  readonly retry: string
  readonly empty: string
  readonly shareOfReason: (share: number) => string
  readonly against: string
  readonly kinds: Readonly<Record<string, string>>
  readonly proved: string
  readonly details: string
  readonly list: string
  readonly unproved: string
  readonly myData: string
  readonly back: string
  readonly forth: string
}

const en: Words = {
  because: 'Why this?',
  why: (title) => `Why “${title}”?`,
  close: 'Close',
  notInterested: 'Not interested',
  undo: 'Undo',
  hidden: (title) => `You will not see “${title}” again.`,
  removeAndSee: 'Remove and see',
  left: (title) => `Removed. Without it, “${title}” is no longer on this list.`,
  stayed: (title, rank) => `Removed, but “${title}” is still on this list, at rank ${rank}: something new speaks for it.`,
  loading: 'Loading recommendations',
  failed: 'Recommendations could not be loaded.',
  retry: 'Try again',
  empty: 'Nothing to show here yet.',
  shareOfReason: (share) => percent(share, 'en'),
  against: 'speaks against it',
  kinds: {
    popularity: 'Popular with all shoppers',
    rule: 'A rule of the shop',
    text: 'Matches your search',
    attribute: 'Its attributes',
    social: 'People you follow',
    rerank: 'Order of the list',
    others: 'Other things in your history',
  },
  proved: 'Checked by scoring again',
  details: 'What adds up to this recommendation',
  list: 'Recommendations',
  unproved: 'Nothing in your history, if removed, would take it off this list.',
  myData: 'What this shop knows of you',
  back: 'Earlier products',
  forth: 'More products',
}

const zh: Words = {
  because: '为什么推荐？',
  why: (title) => `为什么推荐“${title}”？`,
  close: '关闭',
  notInterested: '不感兴趣',
  undo: '撤销',
  hidden: (title) => `您将不再看到“${title}”。`,
  removeAndSee: '移除并查看',
  left: (title) => `已移除。没有它，“${title}”不再出现在此列表中。`,
  stayed: (title, rank) => `已移除，但“${title}”仍在此列表第 ${rank} 位：有新的理由支持它。`,
  loading: '正在加载推荐',
  failed: '推荐加载失败。',
  retry: '重试',
  empty: '暂无内容。',
  shareOfReason: (share) => percent(share, 'zh'),
  against: '起反作用',
  kinds: {
    popularity: '受所有顾客欢迎',
    rule: '店铺规则',
    text: '与您的搜索相符',
    attribute: '商品特点',
    social: '您关注的人',
    rerank: '列表顺序',
    others: '其他历史记录',
  },
  proved: '已重新计算验证',
  details: '这条推荐由什么组成',
  list: '推荐',
  unproved: '移除您的任何历史记录都不会使它离开此列表。',
  myData: '本店了解您什么',
  back: '前面的商品',
  forth: '更多商品',
}

export type Language = 'en' | 'zh'

/** A share that is there but rounds to nothing is said to be small, not to be none. */
function percent(share: number, language: Language): string {
  const format = new Intl.NumberFormat(language, { style: 'percent' })
  return share > 0 && share < 0.005 ? `< ${format.format(0.01)}` : format.format(share)
}

export function wordsOf(locale: string): Words {
  return languageOf(locale) === 'zh' ? zh : en
}

export function languageOf(locale: string): Language {
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}
