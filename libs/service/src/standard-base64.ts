interface Base64Options {
  readonly alphabet?: 'base64' | 'base64url'
  readonly omitPadding?: boolean
}

/**
 * Gives bytes the standard's `toBase64`, which Node has from version 25 on, before `@bufbuild/protobuf` is loaded and looks
 * whether it is there: without it that library puts a text together character by character, and a message of 16 MiB
 * keeps its service busy with garbage for seconds.
 */
export function giveBase64(): void {
  if ('toBase64' in Uint8Array.prototype) return
  // oxlint-disable-next-line no-extend-native -- it is the standard's method, as Node will have it.
  Object.defineProperty(Uint8Array.prototype, 'toBase64', { value: toBase64, writable: true, configurable: true })
}

function toBase64(this: Uint8Array, { alphabet = 'base64', omitPadding = false }: Base64Options = {}): string {
  const text = Buffer.from(this.buffer, this.byteOffset, this.byteLength).toString(alphabet)
  // Of the two, Node pads the first alone.
  if (omitPadding) return text.replace(/=+$/u, '')
  return text.padEnd(4 * Math.ceil(this.byteLength / 3), '=')
}
