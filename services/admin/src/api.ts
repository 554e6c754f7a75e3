import { AdminService } from '@millrace/protocol/admin'
import { Health } from '@millrace/protocol/health'
import { ServerReflection } from '@millrace/protocol/reflection'
import { connectNodeAdapter } from '@connectrpc/connect-node'
import type { Life } from '@millrace/service'
import { adminService, type AdminSubject } from './admin-service.ts'
import { grpcHealth } from './grpc-health.ts'
import type { Handle } from './listen.ts'
import { reflection } from './reflection.ts'

/** Bytes of a request, all of which are small. */
const requestBytesMax = 65_536

/** The calls of admin over gRPC, gRPC-web and Connect. Imported when the first one comes: connect-node costs memory. */
export function openApi(subject: AdminSubject, life: Life): Handle {
  const services = [AdminService, Health, ServerReflection]
  return connectNodeAdapter({
    readMaxBytes: requestBytesMax,
    routes(router) {
      router.service(AdminService, adminService(subject))
      router.service(Health, grpcHealth(life, new Set(services.map(({ typeName }) => typeName))))
      router.service(ServerReflection, reflection(services))
    },
  })
}
