/** `1 event`, `2 events`: of words that only take an `s`. */
export function counted(count: number | bigint, what: string): string {
  return `${count} ${what}${Number(count) === 1 ? '' : 's'}`
}
