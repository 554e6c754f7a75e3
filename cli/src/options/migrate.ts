import type { Command } from 'commander'
import type { MigrateFlags } from '../migrate/migrate-check.ts'
import type { SetCode } from './shared.ts'

export function addMigrate(program: Command, set: SetCode): void {
  const migrate = program.command('migrate').description('move from Argo Events')
  const check = migrate
    .command('check')

    .description(
      'say of each object of Argo Events, and of its fields, what runs as it is, what differs, what does not work',
    )
    .argument('[paths...]', 'files and folders with manifests')
    .option('--kube <kubeconfig>', 'the objects of a cluster instead: a kubeconfig, or `cluster` within a pod')
    .option('--namespace <name>', 'of the cluster, only this namespace')
    .option('--strict', 'what differs counts as a fault too')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExit codes:\n  0  all of it runs\n  1  something is refused or does not work\n  2  the words were wrong' +
        '\n\nExamples:\n  millrace migrate check manifests/\n  millrace migrate check --kube ~/.kube/config --namespace argo-events --json\n',
    )
    .action(async (paths: string[], flags: MigrateFlags) => {
      if ((paths.length === 0) === (flags.kube === undefined)) {
        check.error('give files and folders, or a cluster with --kube, and not both')
      }
      const { migrateCheck } = await import('../migrate/migrate-check.ts')
      set(await migrateCheck(paths, flags))
    })
}
