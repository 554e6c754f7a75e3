import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import { forAdmin, onAdmin, type AdminFlags, type CliIo } from './admin-command.ts'
import { collect, positive } from './shared.ts'

/** Which events. */
export interface EventFlags extends AdminFlags {
  readonly namespace?: string
  readonly bus?: string
  /** `eventsource` or `eventsource/event`. */
  readonly source?: string
  readonly since?: string
  readonly until?: string
}

export interface ListFlags extends EventFlags {
  readonly limit: number
  readonly pageToken?: string
  readonly data?: true
}

export interface SearchFlags extends EventFlags {
  readonly text?: string
  readonly sensor?: string
  readonly trigger?: string
  readonly result?: string
  readonly attribute: readonly string[]
  readonly traceId?: string
  readonly created?: string
  readonly limit: number
  readonly pageToken?: string
}

export interface PublishFlags extends AdminFlags {
  /** `eventsource/event`. */
  readonly name: string
  readonly namespace: string
  readonly data?: string
  readonly file?: string
  readonly id?: string
  readonly type?: string
  readonly contentType?: string
  readonly extension: readonly string[]
}

export interface TailFlags extends EventFlags {
  readonly last: number
  readonly data?: true
  readonly outcomes?: true
}

const whichEvents = (command: Command): Command =>
  command
    .option('--namespace <name>', 'of this namespace alone')
    .option('--bus <name>', 'of this EventBus alone')
    .option('--source <name>', 'of this EventSource alone, or of one event of it: eventsource/event')

const when = (command: Command): Command =>
  command
    .option('--since <time>', 'recorded then or later: 2026-11-28T07:00:00Z, or how long ago: 15m')
    .option('--until <time>', 'recorded before')

/** Words that stand by themselves and those of `--text` are all looked for. */
function withWords(words: readonly string[], flags: SearchFlags): SearchFlags {
  const text = [...words, ...(flags.text === undefined ? [] : [flags.text])].join(' ')
  return text === '' ? flags : { ...flags, text }
}

/** `millrace events …`, and `tail` beside it. */
export function addEvents(program: Command, io: CliIo): void {
  const load = () => import('../commands/events.ts')
  const events = program.command('events').description('what the EventBuses have recorded')
  forAdmin(when(whichEvents(events.command('list').description('recorded events, newest first'))))
    .option('-n, --limit <count>', 'at most', positive, 50)
    .option('--page-token <token>', 'go on where a list ended')
    .option('--data', 'with their data')
    .addHelpText(
      'after',
      '\nExamples:\n  millrace events list --source hook/push --since 1h\n  millrace events list --json --data\n',
    )
    .action((flags: ListFlags) => onAdmin(io, flags, async (use, given) => (await load()).eventsList(use, given)))
  forAdmin(events.command('get').description('an event with its data and its whole road'))
    .argument('<id>', 'event id, delivery id or invocation id')
    .option('--large-data', 'with data that is too large for a message')
    .addHelpText('after', '\nExample:\n  millrace events get 6f1c0a8e5b7d4c2f9a3e1d0b8c7f6e5d\n')
    .action((id: string, flags: AdminFlags & { readonly largeData?: boolean }) =>
      onAdmin(io, { ...flags, id }, async (use, given) => (await load()).eventsGet(use, given)),
    )
  forAdmin(when(whichEvents(events.command('search').description('events by what they hold and what became of them'))))
    .argument('[words...]', 'words in the data, as with --text')
    .option('--text <words>', 'words in the data, all of them: order shipped, "two words", ship*')
    .option('--sensor <name>', 'with an invocation of this sensor')
    .option('--trigger <name>', 'with an invocation of this trigger')
    .option(
      '--result <word>',
      'that came to this at a trigger: succeeded, retrying, dead, uncertain; filtered, waiting, failed, unheard',
    )
    .option('--attribute <pair>', 'with this CloudEvents attribute, as NAME=VALUE; may be given again', collect, [])
    .option('--trace-id <id>', 'of this trace')
    .option('--created <name>', 'with an invocation that created this object')
    .option('-n, --limit <count>', 'at most', positive, 50)
    .option('--page-token <token>', 'go on where a list ended')
    .addHelpText(
      'after',
      '\nExamples:\n  millrace events search refund --result dead --since 2d\n  millrace events search \'"order shipped" cust*\' --json\n',
    )
    .action((words: readonly string[], flags: SearchFlags) =>
      onAdmin(io, withWords(words, flags), async (use, given) => (await load()).eventsSearch(use, given)),
    )
  forAdmin(events.command('publish').description('store an event as if its EventSource had received it'), {
    watch: false,
  })
    .argument('<event>', 'eventsource/event')
    .option('--namespace <name>', 'namespace of the EventSource', 'default')
    .option('--data <text>', 'the data; left out: {}')
    .option('--file <file>', 'the data from a file; - for standard input')
    .option('--id <id>', 'delivery id: the same one is carried out once')
    .option('--type <type>', 'type of the event')
    .option('--content-type <type>', 'media type of the data; left out: application/json')
    .option('--extension <pair>', 'an extension attribute, as NAME=VALUE; may be given again', collect, [])
    .addHelpText('after', '\nExample:\n  millrace events publish hook/push --data \'{"n":1}\' --id 42\n')
    .action((name: string, flags: Omit<PublishFlags, 'name'>) =>
      onAdmin(io, { ...flags, name }, async (use, given) => (await load()).eventsPublish(use, given)),
    )
  for (const parent of [events, program]) {
    forAdmin(whichEvents(parent.command('tail').description('events as they are recorded, until Ctrl-C')), {
      watch: false,
    })
      .option('--last <count>', 'first the last ones', count, 10)
      .option('--data', 'with their data')
      .option('--outcomes', 'what becomes of them too')
      .addHelpText(
        'after',
        '\nExamples:\n  millrace tail --outcomes\n  millrace tail --source hook/push --data --json\n',
      )
      .action((flags: TailFlags) => onAdmin(io, flags, async (use, given) => (await load()).eventsTail(use, given)))
  }
}

function count(text: string): number {
  if (/^\d{1,3}$/u.test(text) && Number(text) <= 500) return Number(text)
  throw new CliError(`${JSON.stringify(text)} is no count; give a number from 0 to 500`, { exitCode: 2 })
}
