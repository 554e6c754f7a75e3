import { create, toJson } from '@bufbuild/protobuf'
import { EventRoadSchema, Progress } from '@millrace/protocol/admin'
import { exitCodes } from '../cli-error.ts'
import type { AdminFlags, AdminUse } from '../options/admin-command.ts'
import { show } from '../output/show.ts'
import { roadText } from './waterfall.ts'

/** Columns where the output is no terminal. */
const columnsDefault = 100

/** Tells the whole road of an event as a waterfall. Exit code 5 when nothing is known of it. */
export function trace({ client, paint, stop }: AdminUse, flags: AdminFlags & { readonly id: string }): Promise<number> {
  return show(
    {
      ask: async () => (await client.events.get({ id: flags.id })).road ?? create(EventRoadSchema),
      json: (road) => toJson(EventRoadSchema, road),
      text: (road) => roadText(flags.id, road, { paint, columns: process.stdout.columns ?? columnsDefault }),
      code: ({ progress }) => (progress === Progress.UNKNOWN ? exitCodes.missing : 0),
    },
    flags,
    process.stdout,
    stop,
  )
}
