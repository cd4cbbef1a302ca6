/** A world for one test: what its app is pointed at, and what the test may do and ask. */
export function openSession(server: string, name: string) {
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${server}${path}`, init);
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  };
  const act = (action: object) =>
    ask(`/sessions/${name}`, { method: "POST", body: JSON.stringify(action) });
  return {
    baseURL: `${server}/s/${name}/v1`,
    /** As soon as a stream holds itself. */
    held: async () => (await ask(`/streams?session=${name}&held=true&wait=10`)).data[0],
    /** As soon as so many requests have come. */
    requests: async (count: number) =>
      (await ask(`/requests?session=${name}&wait=10&count=${count}`)).data,
    resume: (until?: number) => act({ action: "resume", until }),
    /** Says that Stop is pressed now. */
    markStop: () => act({ action: "mark", name: "stop" }),
    verdict: () => ask(`/verdict?session=${name}`),
    end: () => ask(`/sessions/${name}`, { method: "DELETE" }),
  };
}
