import type { ConnectRouterOptions } from '@connectrpc/connect'

/** Bytes of a request: a manifest or an event, and what goes with it. */
const requestBytesMax = 4 * 2 ** 20

/** How the port speaks gRPC, gRPC-web and Connect. */
export const apiOptions: Partial<ConnectRouterOptions> = {
  readMaxBytes: requestBytesMax,
  // A field that is misspelt must not look as if it had been heeded.
  jsonOptions: { ignoreUnknownFields: false },
}
