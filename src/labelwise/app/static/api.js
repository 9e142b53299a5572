/** Talking to the server: JSON in, JSON out, and three kinds of failure. */

/** `status` 0 means that the server was not reached. */
export class Failure extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }

  /** Whether trying again later may help. */
  get passing() {
    return this.status === 0 || this.status === 503 || this.status >= 500;
  }
}

const SECONDS = 15;

async function call(method, path, body, keepalive = false) {
  let response;
  try {
    response = await fetch(`/api/v1/${path}`, {
      method,
      keepalive,
      cache: "no-store",
      signal: keepalive ? undefined : AbortSignal.timeout(SECONDS * 1000),
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const data = response.status === 204 ? null : await response.json();
    if (response.ok) {
      document.dispatchEvent(new Event("reached"));
      return data;
    }
    throw new Failure(response.status, data?.error?.message ?? response.statusText);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(0, String(error));
  }
}

export const get = (path) => call("GET", path);
export const post = (path, body) => call("POST", path, body);
/** Sent even while the page is closing; its outcome is not awaited. */
export const parting = (path, body) => call("POST", path, body, true).catch((error) => error);
