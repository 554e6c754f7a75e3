/** One curve or number: a query and what it is called, `{{label}}` for a label's value. */
export type Query = readonly [expr: string, legend: string]

/** A panel of a dashboard. */
export interface Panel {
  readonly title: string
  /** What it means to who looks at it. */
  readonly about: string
  /** Grafana's name of the unit: `ops`, `s`, `ms`, `bytes`, `percentunit`, `short`. */
  readonly unit: string
  readonly queries: readonly Query[]
  /** Curves on top of each other: parts of one sum. */
  readonly isStacked?: boolean
}

/** Panels under a heading. */
export interface Row {
  readonly title: string
  readonly panels: readonly Panel[]
}

/** A list that a reader of the dashboard chooses from. */
export interface Choice {
  readonly name: string
  readonly label: string
  /** A query of label values, as Grafana writes it. */
  readonly values: string
}

export interface Dashboard {
  /** Part of its address; never changed. */
  readonly uid: string
  readonly title: string
  readonly choices: readonly Choice[]
  readonly rows: readonly Row[]
}
