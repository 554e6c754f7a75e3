import type { Command } from 'commander'
import { forAdmin, onAdmin, type AdminFlags, type CliIo } from './admin-command.ts'
import type { ListFlags } from './lists.ts'
import { collect, positive } from './shared.ts'

export interface SensorFlags extends AdminFlags {
  readonly name: string
  readonly namespace: string
}

export interface TryFlags extends AdminFlags {
  readonly namespace: string
  /** Name of a sensor in force, or a file with a manifest. */
  readonly sensor: string
  readonly event: readonly string[]
}

export interface PreviewFlags extends AdminFlags {
  readonly namespace: string
  readonly file: string
  readonly events: number
}

/** `millrace sensors …`. */
export function addSensors(program: Command, io: CliIo): void {
  const load = () => import('../commands/sensors.ts')
  const sensors = program.command('sensors').description('the Sensors in force: what they are, what they would do')
  forAdmin(sensors.command('list').description('the Sensors in force'))
    .option('--namespace <name>', 'of this namespace alone')
    .option('-n, --limit <count>', 'at most', positive, 100)
    .option('--page-token <token>', 'go on where a list ended')
    .addHelpText('after', '\nExample:\n  millrace sensors list\n')
    .action((flags: ListFlags) => onAdmin(io, flags, async (use, given) => (await load()).sensorsList(use, given)))
  forAdmin(sensors.command('get').description('one of them, with its manifest'))
    .argument('<name>', 'name of the sensor')
    .option('--namespace <name>', 'its namespace', 'default')
    .addHelpText('after', '\nExample:\n  millrace sensors get orders --json\n')
    .action((name: string, flags: Omit<SensorFlags, 'name'>) =>
      onAdmin(io, { ...flags, name }, async (use, given) => (await load()).sensorsGet(use, given)),
    )
  forAdmin(
    sensors
      .command('try')
      .description('what a Sensor in force, or one of a file, would do with events; nothing is done'),
    { watch: false },
  )
    .argument('<sensor>', 'name of a sensor in force, or a file with its manifest')
    .option('--event <file>', 'an event, as FILE or DEPENDENCY=FILE; several in the order they come', collect, [])
    .option('--namespace <name>', 'its namespace', 'default')
    .addHelpText('after', '\nExample:\n  millrace sensors try orders --event event.json\n')
    .action((sensor: string, flags: Omit<TryFlags, 'sensor'>) =>
      onAdmin(io, { ...flags, sensor }, async (use, given) => (await load()).sensorsTry(use, given)),
    )
  forAdmin(
    sensors
      .command('preview')
      .description('what a changed Sensor would do with the last events, beside what the one in force does'),
    { watch: false },
  )
    .argument('<file>', 'the changed manifest')
    .option('--namespace <name>', 'its namespace', 'default')
    .option('--events <count>', 'so many of the last events', positive, 1_000)
    .addHelpText('after', '\nExample:\n  millrace sensors preview sensor.yaml --events 500\n')
    .action((file: string, flags: Omit<PreviewFlags, 'file'>) =>
      onAdmin(io, { ...flags, file }, async (use, given) => (await load()).sensorsPreview(use, given)),
    )
}
