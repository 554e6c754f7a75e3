import type { Option, Options } from './option.ts'

/** A service's settings as a table of Markdown, in the order of the option table, for the generated reference. */
export function renderConfigReference(options: Options): string {
  const rows = Object.values(options).map((option) => {
    const expects = option.parse.expects ?? 'a text'
    return `| \`${option.env}\` | ${cell(expects)} | ${cell(fallback(option))} | ${cell(help(option))} |`
  })
  return ['| variable | expects | default | what it does |', '| --- | --- | --- | --- |', ...rows, ''].join('\n')
}

function fallback(option: Option<unknown>): string {
  if (!('fallback' in option)) return 'none: it must be set'
  const { fallback: value, parse, secret } = option
  if (value === undefined || value === null || value === '') return 'not set'
  if (secret === true) return 'set, not shown'
  return `\`${parse.show?.(value) ?? plain(value)}\``
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function help({ help: words, secret, env }: Option<unknown>): string {
  return secret === true ? `${words} A secret: may be given as a file, named by \`${env}_FILE\`.` : words
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
