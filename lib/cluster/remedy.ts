/** What to do about an engine that is not reached, where what was said of it does not tell. */

/** Why an engine has never answered, most often: once it has, the url is right. */
interface Trouble {
  readonly said: RegExp;
  /** Of these urls alone. */
  readonly url?: RegExp;
  readonly remedy: string;
}

const TROUBLES: readonly Trouble[] = [
  {
    said: /does not match certificate/,
    remedy: "write the host as the certificate has it",
  },
  {
    said: /certificate/,
    url: /^rediss:/,
    remedy: "name the file with its authority's certificate in NODE_EXTRA_CA_CERTS",
  },
  { said: /ETIMEDOUT/, url: /^rediss:/, remedy: "where the port has no TLS, write redis://" },
  { said: /ECONNRESET/, url: /^redis:/, remedy: "where the port has TLS, write rediss://" },
  { said: /^NOAUTH /, remedy: "write redis://user:password@host" },
  {
    said: /^NOPERM /,
    remedy: "its user needs scripts, and all keys and channels that begin with the prefix",
  },
  {
    said: /^(?:MOVED|ASK|CROSSSLOT|CLUSTERDOWN) /,
    remedy: "a Redis Cluster cannot be the engine: name a server that has all keys",
  },
  {
    said: /^ERR unknown command/,
    remedy: "where this is a Sentinel, name the server that it watches",
  },
];

/** Adds the remedy to what was said of an engine at this url, which has never answered. */
export function withRemedy(said: string, at: string): string {
  const trouble = TROUBLES.find(({ said: pattern, url }) =>
    pattern.test(said) && (url?.test(at) ?? true)
  );
  // An engine repeats what it was asked.
  const short = said.replace(/, with args beginning with:.*$/s, "");
  return trouble ? `${short}; ${trouble.remedy}` : short;
}
