/** Talking to the server: one typed client, and one shape of what goes wrong. */
import createClient, { type Middleware } from "openapi-fetch";
import { asker } from "../lib/asker";
import { framed } from "../lib/framed";
import { withToken } from "./token";
import type { paths } from "./schema";
import type { PublicError } from "./types";

/** An answer that is no success, in words a person may read. */
export class ApiError extends Error implements PublicError {
  readonly code: string;
  readonly hint: string;
  readonly field: string | null;
  readonly details: Record<string, unknown>;
  readonly status: number;

  constructor(status: number, error: Partial<PublicError> & { message: string }) {
    super(error.message);
    this.name = "ApiError";
    this.status = status;
    this.code = error.code ?? "unknown";
    this.hint = error.hint ?? "";
    this.field = error.field ?? null;
    this.details = error.details ?? {};
  }

  /** Whether asking again can help: the server or the way to it failed, not the question. */
  get passing(): boolean {
    return [0, 502, 503, 504].includes(this.status);
  }
}

/** Any thrown thing as an ApiError. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(0, { code: "fault", message: error instanceof Error ? error.message : String(error) });
}

async function failure(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as { error?: PublicError } | null;
  if (body?.error?.message) return new ApiError(response.status, body.error);
  const message = response.status >= 500 ? `The server failed (${response.status}).` : `The server refused (${response.status}).`;
  return new ApiError(response.status, { code: "http", message, hint: "Its log says more." });
}

/** Says who asks, and turns every failure into an ApiError, also where the server cannot be reached. */
const manners: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET" && framed())
      throw new ApiError(0, {
        code: "framed",
        message: "Inside another page nothing is started or changed.",
        hint: "Open Isogloss in a tab of its own.",
      });
    request.headers.set("X-Isogloss-Asker", asker());
  },
  async onResponse({ response }) {
    if (!response.ok) throw await failure(response);
  },
  onError({ error, request }) {
    if (request.signal.aborted) return undefined;
    return error instanceof ApiError
      ? error
      : new ApiError(0, {
          code: "unreachable",
          message: "The server does not answer.",
          hint: "Is isogloss serve still running? What is on the page stays.",
        });
  },
};

export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: withToken });
api.use(manners);

/** The data of a call; throws ApiError. */
export async function take<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}
