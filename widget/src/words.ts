/** Everything the widget says, in each language. */
export interface Words {
  readonly because: string
  readonly why: (title: string) => string
  readonly close: string
  readonly notInterested: string
  readonly undo: string
  readonly removed: string
  readonly hidden: (title: string) => string
  readonly removeAndSee: string
  readonly removedAndSaw: (title: string, rank: number) => string
  readonly instead: (title: string) => string
  readonly loading: string
  readonly failed: string
  readonly retry: string
  readonly empty: string
  readonly shareOfReason: (share: number) => string
  readonly against: string
  readonly kinds: Readonly<Record<string, string>>
  readonly proved: string
  readonly details: string
  readonly unproved: string
  readonly newest: string
}

const en: Words = {
  because: 'Why this?',
  why: (title) => `Why “${title}”?`,
  close: 'Close',
  notInterested: 'Not interested',
  undo: 'Undo',
  removed: 'Removed from what we know of you.',
  hidden: (title) => `You will not see “${title}” again.`,
  removeAndSee: 'Remove and see',
  removedAndSaw: (title, rank) => `Without it, “${title}” left this list (rank ${rank}).`,
  instead: (title) => `Instead: ${title}`,
  loading: 'Loading recommendations',
  failed: 'Recommendations could not be loaded.',
  retry: 'Try again',
  empty: 'Nothing to show here yet.',
  shareOfReason: (share) => `${Math.round(share * 100)} %`,
  against: 'speaks against it',
  kinds: {
    popularity: 'Popular with all shoppers',
    rule: 'A rule of the shop',
    text: 'Matches your search',
    attribute: 'Attribute',
    social: 'Friends',
    rerank: 'Order of the list',
    others: 'Other purchases',
  },
  proved: 'Checked by scoring again',
  details: 'What adds up to this recommendation',
  unproved: 'No purchases of yours would take it off this list.',
  newest: 'New here',
}

const zh: Words = {
  because: '为什么推荐?',
  why: (title) => `为什么推荐“${title}”?`,
  close: '关闭',
  notInterested: '不感兴趣',
  undo: '撤销',
  removed: '已从您的记录中移除。',
  hidden: (title) => `您将不再看到“${title}”。`,
  removeAndSee: '移除并查看',
  removedAndSaw: (title, rank) => `移除后,“${title}”离开了此列表(第 ${rank} 位)。`,
  instead: (title) => `取而代之:${title}`,
  loading: '正在加载推荐',
  failed: '推荐加载失败。',
  retry: '重试',
  empty: '暂无内容。',
  shareOfReason: (share) => `${Math.round(share * 100)}%`,
  against: '起反作用',
  kinds: { popularity: '受所有顾客欢迎', rule: '店铺规则', text: '与您的搜索相符', attribute: '属性', social: '好友', rerank: '列表顺序', others: '其他购买' },
  proved: '已重新计算验证',
  details: '这条推荐由什么组成',
  unproved: '移除您的任何购买都不会使它离开此列表。',
  newest: '新品',
}

export type Language = 'en' | 'zh'

export function wordsOf(locale: string): Words {
  return languageOf(locale) === 'zh' ? zh : en
}

export function languageOf(locale: string): Language {
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}
