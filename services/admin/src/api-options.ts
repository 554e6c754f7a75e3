import type { ConnectRouter, ConnectRouterOptions } from '@connectrpc/connect'

/** Bytes of a request: a manifest or an event, and what goes with it. */
const requestBytesMax = 4 * 2 ** 20

/** How the port speaks gRPC, gRPC-web and Connect. */
export const apiOptions: Partial<ConnectRouterOptions> = {
  readMaxBytes: requestBytesMax,
  // A field that is misspelt must not look as if it had been heeded.
  jsonOptions: { ignoreUnknownFields: false },
}

/** What a request to publish has beside the data, at most: all its fields as long as they may be. */
const besideDataBytesMax = 2 * 2 ** 20

/** The same for the service that takes events, which may have so many bytes of data: in JSON, base64 makes four of three. */
export function eventOptions(dataBytesMax: number): Parameters<ConnectRouter['service']>[2] {
  return { readMaxBytes: Math.max(requestBytesMax, Math.ceil(dataBytesMax / 3) * 4 + besideDataBytesMax) }
}
