import { Connection } from './connection.ts'

/** A node of a plan as Postgres tells it in JSON. */
interface PlanNode {
  readonly 'Node Type': string
  readonly 'Index Name'?: string
  readonly Plans?: readonly PlanNode[]
}

/** What a statement reads, as `Index Only Scan fate_ended`, each once; a sort within is told too. */
export async function readsOf(text: string, values: readonly unknown[], connection: Connection): Promise<string[]> {
  const [row] = await connection.query(`EXPLAIN (FORMAT JSON) ${text}`, values)
  // As Postgres documents it: one plan a statement.
  const plans = (row?.['QUERY PLAN'] ?? []) as { Plan: PlanNode }[]
  return [...new Set(plans.flatMap(({ Plan: plan }) => stepsIn(plan)))].sort()
}

function stepsIn(node: PlanNode): string[] {
  const { 'Node Type': type, 'Index Name': index, Plans: parts = [] } = node
  const own =
    type.endsWith('Scan') && type !== 'Function Scan' && type !== 'Subquery Scan' && type !== 'Bitmap Heap Scan'
  return [
    ...(own || type === 'Sort' ? [index === undefined ? type : `${type} ${index}`] : []),
    ...parts.flatMap(stepsIn),
  ]
}
