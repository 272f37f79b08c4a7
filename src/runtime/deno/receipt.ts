// Deno: a worker process's word that it has read a message. Kept apart from what starts processes: every worker loads it.

/** Sent for each message of the server, at once. */
export const receipt = "_THRIFTSERVE_READ";
