export { bytesMax, chunk, invocationsMax, type Emitted } from './chunk.ts'
export { invocationId } from './invocation-id.ts'
export { takenDelivery } from './taken-delivery.ts'
