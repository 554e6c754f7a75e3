import type { Env } from './env.ts'
import { findServer } from './find-server.ts'
import type { ServerKind } from './server-kind.ts'

/** Either the binary, or the environment to find one by (and whom to tell how it went). */
export type BinaryChoice =
  | { readonly binary: string; readonly env?: Env; readonly say?: (line: string) => void }
  | { readonly binary?: undefined; readonly env: Env; readonly say?: (line: string) => void }

export async function serverBinary(kind: ServerKind, choice: BinaryChoice): Promise<string> {
  if (choice.binary !== undefined) return choice.binary
  const { env, say } = choice
  return (await findServer(kind, { env, ...(say === undefined ? {} : { say }) })).path
}
