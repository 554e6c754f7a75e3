import { languageOptions } from '@millrace/language-host'
import { readConfig } from '@millrace/service'
import { renderedInput, vectorWorld } from '../adapters/gotemplate.ts'
import type { Ask } from '../question.ts'

/** Templates see of the environment what MILLRACE_TEMPLATE_ENV gives, as those of a service do. */
export const askGoTemplate: Ask = ({ text, data, env }) => {
  const { templateEnv } = readConfig(languageOptions, env)
  return renderedInput(text, data ?? {}, { ...vectorWorld, environment: (name) => templateEnv.get(name) })
}
