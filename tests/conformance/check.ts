/** A server under test. The target knows where it is; a check knows only paths. */
export interface Target {
  readonly strict: boolean;
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** One fact of the wire. `run` throws an AssertionError that says what was wrong. */
export interface Check {
  readonly id: string;
  /** Where the fact is written, such as "docs/wire.md §2". */
  readonly source: string;
  /** What the target must be configured with beyond the default models. */
  readonly needs?: "api_keys";
  run(target: Target): Promise<void>;
}

export type Send = (path: string, init: RequestInit) => Promise<Response>;

export interface TargetOptions {
  readonly strict: boolean;
  /** Settings every request carries in `x-mock`; a check's own are laid over them. */
  readonly settings: string;
  readonly key: string;
}

export const STRICT: TargetOptions = {
  strict: true,
  settings: "strict=true&tps=inf&ttft=0&jitter=0",
  key: "sk-conformance",
};

/** Wraps a way to send requests (a port, or a handler in process) into a target. */
export function targetOf(send: Send, options: TargetOptions = STRICT): Target {
  return {
    strict: options.strict,
    fetch(path, init = {}) {
      const headers = new Headers(init.headers);
      const settings = new URLSearchParams(options.settings);
      for (const [name, value] of new URLSearchParams(headers.get("x-mock") ?? "")) {
        settings.set(name, value);
      }
      headers.set("x-mock", settings.toString());
      if (!headers.has("authorization")) headers.set("authorization", `Bearer ${options.key}`);
      if (headers.get("authorization") === "none") headers.delete("authorization");
      return send(path, { ...init, headers });
    },
  };
}

/** A list of checks that share an area and a source. */
export function area(name: string, source: string): {
  readonly checks: Check[];
  check(id: string, run: (target: Target) => Promise<void>, from?: string): void;
} {
  const checks: Check[] = [];
  return {
    checks,
    check(id, run, from = source) {
      checks.push({ id: `${name}/${id}`, source: from, run });
    },
  };
}
