/** Version of Millrace, told by every service. */
export const version = '0.1.0'
