/** Holds a stream that is under way, of any client, at an exact token; gives the way to let it go on. */
export async function freezeAt(server: string, requestId: string, token: number) {
  const act = async (action: string) => {
    const response = await fetch(`${server}/streams/${requestId}`, {
      method: "POST",
      body: JSON.stringify({ action }),
    });
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  };
  let stream = await act("pause");
  while (stream.tokens < token) stream = await act("step");
  return { tokens: stream.tokens as number, resume: () => act("resume") };
}
