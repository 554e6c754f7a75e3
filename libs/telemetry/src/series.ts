/** One counter with its labels bound: adding to it is a few nanoseconds, so keep it rather than look it up. */
export interface Counter {
  /** Adds; what is not above zero is ignored, for a counter never falls. */
  add(n: number): void
}

/** One gauge with its labels bound. */
export interface Gauge {
  set(value: number): void
  add(n: number): void
}

/** One histogram with its labels bound. */
export interface Histogram {
  /** Counts a value in the unit of the metric's name; NaN is ignored. */
  record(value: number): void
}

/** The numbers of a counter or gauge. */
export class NumberSeries implements Counter, Gauge {
  readonly labels: Readonly<Record<string, string>>
  value = 0
  /** Read instead of `value` at a scrape, where a probe is attached. */
  read: (() => number) | undefined

  constructor(labels: Readonly<Record<string, string>>) {
    this.labels = labels
  }

  add(n: number): void {
    this.value += n
  }

  set(value: number): void {
    this.value = value
  }

  current(): number {
    return this.read === undefined ? this.value : this.read()
  }
}

/** A counter's numbers: as `NumberSeries`, but it only rises. */
export class CounterSeries extends NumberSeries {
  override add(n: number): void {
    if (n > 0) this.value += n
  }
}

/** The numbers of a histogram: one count a bucket, not cumulative, the last one for +Inf. */
export class HistogramSeries implements Histogram {
  readonly labels: Readonly<Record<string, string>>
  readonly bounds: readonly number[]
  readonly counts: number[]
  sum = 0
  count = 0

  constructor(labels: Readonly<Record<string, string>>, bounds: readonly number[]) {
    this.labels = labels
    this.bounds = bounds
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  record(value: number): void {
    if (Number.isNaN(value)) return
    const { bounds, counts } = this
    let bucket = 0
    while (bucket < bounds.length && value > (bounds[bucket] ?? Number.POSITIVE_INFINITY)) bucket++
    counts[bucket] = (counts[bucket] ?? 0) + 1
    this.sum += value
    this.count++
  }
}
