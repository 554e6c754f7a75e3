export { bytesMax, chunk, invocationsMax, type Emitted } from './chunk.ts'
export { invocationId } from './invocation-id.ts'
export { takenDelivery, type LargeStore, type Taken } from './taken-delivery.ts'
