import i18n from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './words/en.ts'
import { zh } from './words/zh.ts'

export const languages = { en: 'English', zh: '中文' } as const
export type Language = keyof typeof languages
const wanted = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem('candor-language') ?? navigator.language
export const firstLanguage: Language = wanted.toLowerCase().startsWith('zh') ? 'zh' : 'en'

void i18n
  .use(initReactI18next)
  .init({ resources: { en: { translation: en }, zh: { translation: zh } }, lng: firstLanguage, fallbackLng: 'en', interpolation: { escapeValue: false } })
document.documentElement.lang = firstLanguage
