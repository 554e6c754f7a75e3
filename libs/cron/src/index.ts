/** The original whose answers this package gives. */
export const original = 'robfig/cron v3.0.1'
