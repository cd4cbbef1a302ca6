/** An engine behind TLS whose certificate an authority of one's own has signed, as replicas that are processes reach it. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { hasRedis, until, withRedis } from "./redis.ts";
import { type TheFarm, withFarm } from "./the_farm.ts";

const hasOpenssl = await new Deno.Command("openssl", { args: ["version"] }).output()
  .then(({ success }) => success, () => false);

const ask = async (folder: string, ...args: readonly string[]) => {
  const { success, stderr } = await new Deno.Command("openssl", {
    args: [...args],
    cwd: folder,
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
};

/** An authority, and a certificate for `localhost` that it has signed. */
async function makeCertificates(folder: string): Promise<void> {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const subject = "subjectAltName=DNS:localhost";
  await Deno.writeTextFile(join(folder, "names"), subject);
  await ask(
    folder,
    "req",
    "-x509",
    ...key,
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-subj",
    "/CN=A",
  );
  await ask(folder, "req", ...key, "-keyout", "key.pem", "-out", "asked.pem", "-subj", "/CN=B");
  const signed = ["x509", "-req", "-in", "asked.pem", "-out", "certificate.pem"];
  const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names"];
  await ask(folder, ...signed, ...by);
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** What the first line of a replica says of this engine. */
async function told(url: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  let printed = "";
  const start = async ({ start }: TheFarm) => void (printed = (await start()).printed());
  await withFarm(`[cluster]\nurl = "${url}"\npatience_ms = 5000\n`, start, env);
  return printed.split("\n").find((line) => line.includes(url)) ?? printed;
}

Deno.test(
  "replicas reach an engine behind TLS whose authority they are told of, and else say what is missing",
  {
    ignore: !hasRedis || !hasOpenssl,
  },
  async () => {
    const folder = await Deno.makeTempDir();
    const port = freePort();
    try {
      await makeCertificates(folder);
      const files = ["--tls-cert-file", "certificate.pem", "--tls-key-file", "key.pem"]
        .map((word) => word.startsWith("--") ? word : join(folder, word));
      await withRedis(
        async (plain) => {
          const url = `rediss://localhost:${port}`;
          const env = { NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") };
          await withFarm(`[cluster]\nurl = "${url}"\npatience_ms = 5000\n`, async ({ start }) => {
            const replicas = await Promise.all([start(), start()]);
            await until("each sees the other", async () => {
              const states = await Promise.all(replicas.map((replica) => replica.json("/healthz")));
              return states.every(({ cluster: { engine, others } }) =>
                engine === "up" && others.length === 1
              );
            });
            const rules = [{ reply: [{ text: "Hello." }] }];
            await replicas[0]?.json("/rules", { rules });
            assertEquals((await replicas[1]?.json("/rules")).data.length, 1);
          }, env);
          assertStringIncludes(await told(url), "NODE_EXTRA_CA_CERTS");
          const without = plain.url.replace("redis://127.0.0.1", "rediss://localhost");
          assertStringIncludes(await told(without, env), "no TLS, write redis://");
          const withTls = url.replace("rediss://", "redis://");
          assertStringIncludes(await told(withTls), "has TLS, write rediss://");
        },
        ...files,
        ...["--tls-ca-cert-file", join(folder, "ca.pem"), "--tls-port", `${port}`],
        ...["--tls-auth-clients", "no"],
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
