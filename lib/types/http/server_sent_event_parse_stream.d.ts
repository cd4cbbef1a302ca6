/** One parsed event. */
export interface ServerSentEventParsedMessage {
  comment?: string;
  event?: string;
  data?: string;
  id?: string;
  retry?: number;
}
/** Bytes in, server-sent events out. */
export declare class ServerSentEventParseStream
  extends TransformStream<Uint8Array, ServerSentEventParsedMessage> {
  constructor(options?: { ignoreComments?: boolean });
}
