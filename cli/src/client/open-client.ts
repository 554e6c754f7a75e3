import { Code, ConnectError, createClient, type Client, type Interceptor } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-node'
import {
  AuditService,
  DeadLetterService,
  DecisionService,
  DedupService,
  EventService,
  HistoryService,
  InvocationService,
  ReplayService,
  SensorService,
  SourceService,
  SystemService,
} from '@millrace/protocol/admin'
import { ErrorInfoSchema } from '@millrace/protocol/rpc'
import { CliError, exitCodes, type ExitCode } from '../cli-error.ts'
import type { Target } from './target.ts'

/** The admin API of one installation. Calls reject with CliError. */
export interface AdminClient {
  readonly audit: Client<typeof AuditService>
  readonly dead: Client<typeof DeadLetterService>
  readonly decisions: Client<typeof DecisionService>
  readonly dedup: Client<typeof DedupService>
  readonly events: Client<typeof EventService>
  readonly history: Client<typeof HistoryService>
  readonly invocations: Client<typeof InvocationService>
  readonly replays: Client<typeof ReplayService>
  readonly sensors: Client<typeof SensorService>
  readonly sources: Client<typeof SourceService>
  readonly system: Client<typeof SystemService>
}

export function openClient(target: Target): AdminClient {
  const transport = createConnectTransport({
    baseUrl: target.url,
    httpVersion: '1.1',
    nodeOptions: target.tls,
    interceptors: [bearing(target)],
  })
  return {
    audit: createClient(AuditService, transport),
    dead: createClient(DeadLetterService, transport),
    decisions: createClient(DecisionService, transport),
    dedup: createClient(DedupService, transport),
    events: createClient(EventService, transport),
    history: createClient(HistoryService, transport),
    invocations: createClient(InvocationService, transport),
    replays: createClient(ReplayService, transport),
    sensors: createClient(SensorService, transport),
    sources: createClient(SourceService, transport),
    system: createClient(SystemService, transport),
  }
}

/** Shows the token with each call. */
function bearing({ headers }: Target): Interceptor {
  return (next) => (request) => {
    for (const [name, value] of Object.entries(headers)) request.header.set(name, value)
    return next(request)
  }
}

const codes: Partial<Record<Code, ExitCode>> = {
  [Code.Unavailable]: exitCodes.away,
  [Code.DeadlineExceeded]: exitCodes.away,
  [Code.Unauthenticated]: exitCodes.denied,
  [Code.PermissionDenied]: exitCodes.denied,
  [Code.NotFound]: exitCodes.missing,
  [Code.Unimplemented]: exitCodes.unavailable,
  [Code.InvalidArgument]: exitCodes.usage,
}

/** What an error of a call is to a person: what the API says, and what to do about it. */
export function callError(error: unknown, target: Target): Error {
  if (!(error instanceof ConnectError)) return error instanceof Error ? error : new Error(String(error))
  const [info] = error.findDetails(ErrorInfoSchema)
  const exitCode = codes[error.code] ?? exitCodes.fault
  if (info === undefined && error.code === Code.Unavailable) {
    return new CliError(`the admin API of ${target.name} does not answer at ${target.url}`, { cause: error, exitCode })
  }
  const remedy = info?.metadata['instead'] ?? info?.metadata['remedy'] ?? ''
  const hint = remedy === '' || error.rawMessage.includes(remedy) ? '' : `\n  ${remedy}`
  return new CliError(`${error.rawMessage}${hint}`, { cause: error, exitCode })
}
