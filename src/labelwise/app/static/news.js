/** News from the server. One tab of a browser holds the stream and passes it on to the others. */

const CHANNEL = "labelwise-news";

/** @param {(status: any) => void} heard @param {(open: boolean) => void} connected */
export function follow(heard, connected) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", (event) => heard(event.data));
  const pass = (status) => {
    heard(status);
    channel.postMessage(status);
  };
  if (!navigator.locks) return open(pass, connected);
  navigator.locks.request(CHANNEL, () => {
    open(pass, connected);
    return new Promise(() => {}); // kept until the page goes; then the next tab takes over
  });
}

function open(heard, connected) {
  const source = new EventSource("/api/v1/events");
  source.addEventListener("news", (event) => heard(JSON.parse(event.data)));
  source.addEventListener("open", () => connected(true));
  source.addEventListener("error", () => {
    connected(false);
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => open(heard, connected), 3000); // the browser gave up; we do not
  });
}
