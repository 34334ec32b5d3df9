/**
 * The server's token, where it asks for one before anything is started or changed. A refused request waits while a
 * person is asked, and is then sent again as it was: the page that sent it only sees that it took longer.
 */
import { framed } from "../lib/framed";
import { keepInMind, lasting, passing, recall } from "../lib/remembered";

const NAME = "isogloss.token";

type Ask = (message: string) => Promise<string | null>;
let ask: Ask | null = null;
let asking: Promise<string | null> | null = null;

/** Who asks the person; the app's dialog. */
export function askTokenBy(asker: Ask | null) {
  ask = asker;
}

let here: string | null = null;

export function token(): string | null {
  return here ?? recall(NAME, passing) ?? recall(NAME);
}

/** `stay`: also when this browser is opened again. Where storage is forbidden it holds until the page is left. */
export function keepToken(given: string, stay: boolean) {
  forgetToken();
  here = given;
  keepInMind(NAME, given, stay ? lasting : passing);
}

export function forgetToken() {
  here = null;
  for (const place of [passing, lasting]) keepInMind(NAME, null, place);
}

/** The link that the server's owner is given carries the token behind a #, which is sent to nobody: it is kept, and leaves
 * the address. Whoever opens the link is at home here, so it is remembered. */
export function takeTokenFromAddress() {
  const given = /^#token=([\w%.~-]+)$/.exec(window.location.hash)?.[1];
  if (!given || framed()) return;
  window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
  try {
    keepToken(decodeURIComponent(given), true);
  } catch {
    // No link of ours.
  }
}

/** Sends a request with the token that is here, and asks for another as long as the server wants one. */
export async function withToken(request: Request): Promise<Response> {
  let sent = request;
  for (;;) {
    const again = sent.method === "GET" ? sent : sent.clone();
    const used = token();
    if (used && sent.method !== "GET") sent.headers.set("Authorization", `Bearer ${used}`);
    const response = await globalThis.fetch(sent);
    const message = response.status === 401 ? await refusedToken(response) : null;
    if (message === null || !ask) return response;
    // What was sent together asks once; what was sent before another token came is sent again with it.
    if (token() === used) {
      asking ??= ask(message).finally(() => {
        asking = null;
      });
      if ((await asking) === null) return response;
    }
    sent = again;
  }
}

/** What the server says where it wants its token; null for any other answer. */
async function refusedToken(response: Response): Promise<string | null> {
  const body = (await response
    .clone()
    .json()
    .catch(() => null)) as { error?: { code?: string; message?: string; hint?: string } } | null;
  return body?.error?.code === "no_token" ? `${body.error.message ?? ""} ${body.error.hint ?? ""}`.trim() : null;
}
