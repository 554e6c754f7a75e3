import type { Command } from 'commander'

/** A command as completion sees it. */
export interface Completable {
  /** Words from the program on: `dead list`. */
  readonly words: string
  readonly children: readonly { readonly name: string; readonly about: string }[]
  readonly options: readonly { readonly flag: string; readonly about: string; readonly choices: readonly string[] }[]
}

/** Every command with what may follow it. */
export function completables(program: Command, words: readonly string[] = []): Completable[] {
  const own: Completable = {
    words: words.join(' '),
    children: program.commands.map((one) => ({ name: one.name(), about: one.description() })),
    options: [
      ...program.options.flatMap(({ long, description, argChoices = [] }) =>
        long == null ? [] : [{ flag: long, about: description, choices: argChoices }],
      ),
      { flag: '--help', about: 'what there is', choices: [] },
    ],
  }
  return [own, ...program.commands.flatMap((one) => completables(one, [...words, one.name()]))]
}

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** The script that a shell reads to complete `millrace`. */
export function completionScript(shell: Shell, all: readonly Completable[]): string {
  switch (shell) {
    case 'bash':
      return bash(all)
    case 'zsh':
      return zsh(all)
    case 'fish':
      return fish(all)
    default:
      return shell satisfies never
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** The words that follow a command, by the command: a case of each shell's own. */
function cases(all: readonly Completable[], wordsOf: (one: Completable) => string): string {
  return all.map((one) => `    ${quoted(one.words)}) ${wordsOf(one)} ;;`).join('\n')
}

/** What was typed, less options, is the command. */
const commandSoFar = (word: string): string => `  local command='' word
  for word in "${word}"; do
    case "$word" in -*) ;; *) command="\${command:+$command }$word" ;; esac
  done`

function bash(all: readonly Completable[]): string {
  return `# eval "$(millrace completion bash)"
_millrace() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=''
${commandSoFar('${COMP_WORDS[@]:1:COMP_CWORD-1}')}
  case "$command" in
${cases(all, ({ children, options }) => `words=${quoted([...children.map(({ name }) => name), ...options.map(({ flag }) => flag)].join(' '))}`)}
    *) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _millrace millrace
`
}

function zsh(all: readonly Completable[]): string {
  const described = (name: string, about: string): string => quoted(`${name.replaceAll(':', '\\:')}:${about}`)
  const list = ({ children, options }: Completable): string =>
    `candidates=(${[...children.map(({ name, about }) => described(name, about)), ...options.map(({ flag, about }) => described(flag, about))].join(' ')})`
  return `#compdef millrace
# eval "$(millrace completion zsh)"
_millrace() {
  local -a candidates
${commandSoFar('${(@)words[2,CURRENT-1]}')}
  case "$command" in
${cases(all, list)}
    *) _files; return ;;
  esac
  _describe 'millrace' candidates
}
compdef _millrace millrace
`
}

function fish(all: readonly Completable[]): string {
  const lines = all.flatMap(({ words, children, options }) => {
    const here = `-n ${quoted(`__millrace_at ${words}`.trimEnd())}`
    return [
      ...children.map(({ name, about }) => `complete -c millrace -f ${here} -a ${quoted(name)} -d ${quoted(about)}`),
      ...options.map(({ flag, about, choices }) => {
        const values = choices.length === 0 ? '' : ` -x -a ${quoted(choices.join(' '))}`
        return `complete -c millrace ${here} -l ${quoted(flag.slice(2))} -d ${quoted(about)}${values}`
      }),
    ]
  })
  return `# millrace completion fish | source
function __millrace_at
  set -l typed (commandline -opc)[2..-1]
  set -l plain (string match -v -- '-*' $typed)
  test "$plain" = "$argv"
end
${lines.join('\n')}
`
}
