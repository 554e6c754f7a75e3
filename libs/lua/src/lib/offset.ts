/** Where a piece begins that a script says begins at an index. */
export function startOffset(bytes: string, index: number): number {
  const offset = index === 0 ? 0 : index - 1
  return Math.max(0, offset < 0 ? bytes.length + offset + 1 : offset)
}
