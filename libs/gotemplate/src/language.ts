import { executeBytes, parse } from './template.ts'
import type { TemplateOptions } from './template.ts'

/** Templates as sensors use them: compiled once, and rendered with `{ Input: input }` as the dot. Bytes are kept. */
export interface GoTemplateLanguage {
  readonly compile: (template: string) => (input: unknown) => string
}

export function goTemplateLanguage(options: TemplateOptions = {}): GoTemplateLanguage {
  return {
    compile: (text) => {
      const template = parse(text, options)
      return (input) => executeBytes(template, { Input: input })
    },
  }
}
