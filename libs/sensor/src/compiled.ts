import type { LanguageName, Languages } from './languages.ts'

export type CompileCode =
  /** A language is used that was not passed in. */
  | 'language-missing'
  /** A text of some language does not compile. */
  | 'text-invalid'
  /** A value that can never work. */
  | 'value-invalid'
  /** Names a dependency that the sensor has not. */
  | 'dependency-unknown'
  /** Works, and likely does not do what was meant. */
  | 'suspect'

/** What is wrong with a part of a sensor. */
export interface CompileProblem {
  readonly severity: 'error' | 'warning'
  readonly code: CompileCode
  /** Where, from the object that was compiled, such as `filters.data[0].value[1]`. */
  readonly field: string
  readonly message: string
  readonly language?: LanguageName
  /** Where in the field's text, in UTF-16 units. */
  readonly offset?: number
}

/** Collects the problems of one compilation. */
export interface Compiling {
  readonly languages: Languages
  readonly problems: CompileProblem[]
}

/** Something that either can run, or says each time why it cannot. */
export type Attempt<T> = { readonly kind: 'ready'; readonly run: T } | Unready

export interface Unready {
  readonly kind: 'unready'
  readonly code: 'language-missing' | 'text-invalid'
  readonly message: string
}

/** Compiles a text of a language; a missing language and a text that does not compile are noted as problems. */
export function compileText<N extends LanguageName, T>(
  compiling: Compiling,
  name: N,
  field: string,
  compile: (language: NonNullable<Languages[N]>) => T,
): Attempt<T> {
  const language = compiling.languages[name]
  if (language === undefined) {
    const message = `${field} is written in ${languageTitles[name]}, which this build does not have`
    compiling.problems.push({ severity: 'error', code: 'language-missing', field, language: name, message })
    return { kind: 'unready', code: 'language-missing', message }
  }
  try {
    return { kind: 'ready', run: compile(language) }
  } catch (error) {
    const message = messageOf(error)
    compiling.problems.push({ severity: 'error', code: 'text-invalid', field, language: name, message })
    return { kind: 'unready', code: 'text-invalid', message }
  }
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const languageTitles: Record<LanguageName, string> = {
  govaluate: 'the expression language govaluate',
  goTemplate: 'the template language of Go',
  jq: 'jq',
  lua: 'Lua',
  cron: 'cron',
}
