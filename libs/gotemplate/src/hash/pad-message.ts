/** The message with a one bit, zeros and its length in bits: whole blocks. */
export function padMessage(bytes: Uint8Array, blockSize: 64 | 128): DataView {
  const lengthSize = blockSize / 8
  const size = Math.ceil((bytes.length + 1 + lengthSize) / blockSize) * blockSize
  const padded = new Uint8Array(size)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setBigUint64(size - 8, BigInt(bytes.length) * 8n)
  return view
}
