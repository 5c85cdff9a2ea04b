import type { TFunction } from 'i18next'

/** The name of a stage of training in the reader's language, where there is one. */
export function stageName(stage: string, t: TFunction): string {
  const epoch = /^epoch (\d+)$/.exec(stage)?.[1]
  return epoch === undefined ? t(`stage.${stage.replaceAll(' ', '-')}` as 'stage.training', { defaultValue: stage }) : `${t('epoch')} ${epoch}`
}
