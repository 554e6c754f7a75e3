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
import { Health } from '@millrace/protocol/health'
import { createContextKey, createContextValues, type HandlerContext } from '@connectrpc/connect'
import { connectNodeAdapter } from '@connectrpc/connect-node'
import { file_google_rpc_error_details } from '@millrace/protocol/rpc'
import { reflectionOf, type Life } from '@millrace/service'
import { apiOptions, eventOptions } from './api-options.ts'
import { auditService } from './audit/audit-service.ts'
import { deadService } from './dead/dead-service.ts'
import { dedupService } from './dedup/dedup-service.ts'
import { eventService } from './events/event-service.ts'
import { historyService } from './history/history-service.ts'
import { grpcHealth } from './grpc-health.ts'
import { invocationService } from './invocations/invocation-service.ts'
import { letIn } from './let-in.ts'
import type { Handle } from './listen.ts'
import { replayService } from './replay/replay-service.ts'
import { peerIn } from './peer.ts'
import { authenticate, guard, type GuardDeps, type Peer } from './rpc/guard.ts'
import { requestValidator } from './rpc/validate-request.ts'
import { sensorService } from './sensors/sensor-service.ts'
import { sourceService } from './sources/source-service.ts'
import type { AdminSubject } from './subject.ts'
import { systemService } from './system/system-service.ts'
import { decisionService } from './why/decision-service.ts'

const services = [
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
  Health,
]

const peerKey = createContextKey<Peer | undefined>(undefined, { description: 'peer' })

/** The calls of admin over gRPC, gRPC-web and Connect. Imported when the first one comes: connect-node costs memory. */
export function openApi(subject: AdminSubject, life: Life, guards: Omit<GuardDeps, 'validate'>): Handle {
  const deps: GuardDeps = { ...guards, validate: requestValidator() }
  // Errors carry them, and tools show what they can read.
  const reflection = reflectionOf(services, [file_google_rpc_error_details])
  const names = new Set([...services, reflection.v1, reflection.v1alpha].map(({ typeName }) => typeName))
  const handle = connectNodeAdapter({
    ...apiOptions,
    interceptors: [guard(deps, ({ contextValues }) => contextValues.get(peerKey)?.address ?? '')],
    requestGate: authenticate(deps, peerOf),
    contextValues: (request) => createContextValues().set(peerKey, peerIn(request)),
    routes(router) {
      router.service(AuditService, auditService(subject.bus))
      router.service(DeadLetterService, deadService(subject))
      router.service(DecisionService, decisionService(subject))
      router.service(DedupService, dedupService(subject.ledger, subject.nowUs))
      router.service(EventService, eventService(subject), eventOptions(subject.payloads.dataBytesMax))
      router.service(HistoryService, historyService(subject))
      router.service(InvocationService, invocationService(subject, subject.ledger))
      router.service(ReplayService, replayService(subject))
      router.service(SensorService, sensorService(subject))
      router.service(SourceService, sourceService(subject))
      router.service(SystemService, systemService(subject))
      router.service(Health, grpcHealth(life, names))
      router.service(reflection.v1, reflection.handlers)
      router.service(reflection.v1alpha, reflection.handlers)
    },
  })
  return (request, response) => {
    letIn(request, response)
    handle(request, response)
  }
}

function peerOf({ values }: HandlerContext): Peer {
  const peer = values.get(peerKey)
  if (peer === undefined) throw new Error('a call came without its connection')
  return peer
}
