/** Rows as columns: one array a parameter, however many rows there are. */
export function columns(rows: readonly (readonly unknown[])[]): unknown[][] {
  return (rows[0] ?? []).map((_, at) => rows.map((row) => row[at]))
}
