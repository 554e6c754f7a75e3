/** What can be sorted: all that Go's `sort.Interface` asks for. Both take places from 0 up to `length`. */
export interface Sortable {
  readonly length: number
  /** Whether what stands at `i` comes before what stands at `j`. Any answers end, also such as contradict themselves. */
  less(i: number, j: number): boolean
  swap(i: number, j: number): void
}
