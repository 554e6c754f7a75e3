import { sensorLanguages } from '@millrace/languages'
import { parentPort, workerData } from 'node:worker_threads'
import { doTryJob, type TryJob } from './try-job.ts'

// The thread is started with one job, and ends with it.
parentPort?.postMessage(doTryJob(workerData as TryJob, sensorLanguages()))
