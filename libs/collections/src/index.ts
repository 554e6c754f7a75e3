export { ChurnMap } from './churn-map.ts'
export { ChurnSet } from './churn-set.ts'
