import { Argument, type Command } from 'commander'
import { completables, completionScript, shells, type Shell } from '../commands/completion.ts'

/** `millrace completion SHELL`: of every command that the program has. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('the script with which a shell completes this command')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText('after', '\nExamples:\n  eval "$(millrace completion bash)"\n  millrace completion fish | source\n')
    .action((shell: Shell) => void process.stdout.write(completionScript(shell, completables(program))))
}
