import type { Command } from 'commander'
import type { EvalFlags } from './commands/eval.ts'
import { languagesText } from './eval/language-help.ts'
import type { Env } from './run-cli.ts'

/** The command `eval`, with a help that explains every language. */
export function addEval(program: Command, env: Env, set: (code: number) => void): void {
  program
    .command('eval')
    .description('evaluate one text of a manifest (an expression, path, template, pattern …) as the services do')
    .argument('[text]', 'what to evaluate')
    .option('-l, --lang <language>', 'the language it is written in', 'expr')
    .option('-e, --env <json>', 'names and their values: JSON, a file, or - for standard input')
    .option('-d, --data <json>', 'the document that is looked into; the same as --env')
    .option('--text <text>', 're2: the text to search in')
    .option('--value <json>', 'sjson: what to set')
    .option('--delete', 'sjson: delete what is there')
    .option('--dependencies <names>', "conditions: the sensor's dependencies, separated by commas")
    .option('--from <time>', 'cron: list what comes after this time (default: now)')
    .option('--count <n>', 'cron: how many times to list (default: 3)')
    .option('--timezone <zone>', 'cron: the time zone of the schedule (default: UTC)')
    .option('--tagged', 'expr: show the type of every number')
    .option('-i, --input <json>', 'the whole input of a case as JSON or a file, for any language')
    .option('--jsonl', 'answer cases from standard input, a JSON object a line: {"id", "lang", "input"}')
    .addHelpText('after', languagesText())
    .action(async (text: string | undefined, flags: EvalFlags) =>
      set(await (await import('./commands/eval.ts')).evaluate(text, flags, env)),
    )
}
