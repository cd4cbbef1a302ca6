/** What speaks with an engine: the client package stands behind it, and in tests something that only says what it is told to. */

/** One client's connections. It connects by itself, again and again. */
export interface Wire {
  /** Rejects with an `EngineRefusal` where the engine refuses, and with anything else where it was not reached. Sends nothing twice. */
  call(command: string, args: readonly (string | number)[]): Promise<unknown>;
  /** Settles when it is subscribed, or will be as soon as there is a connection; again and again, whenever that is lost. */
  subscribe(channel: string): Promise<void>;
  unsubscribe(channel: string): void;
  listen(listener: WireListener): void;
  /** Sees to it that the connection of the subscriptions is given up for another if it is dead: nothing else is sent there. */
  beat(): void;
  /** Gives the connections up for new ones. */
  reconnect(): void;
  close(): void;
}

/** Hears what happens on the wire. */
export interface WireListener {
  /** There is a connection. */
  ready(): void;
  /** There is none, and why. */
  lost(why: string): void;
  message(channel: string, text: string): void;
}

/** What the engine said instead of doing it. */
export class EngineRefusal extends Error {
  override readonly name = "EngineRefusal";
}

/** The engine is not reached, or did not answer in time. */
export class EngineAway extends Error {
  override readonly name = "EngineAway";
  /** Whether the engine may have done what was asked all the same. */
  readonly kind: "unsent" | "unanswered";

  /** Takes whether it was asked at all. */
  constructor(kind: EngineAway["kind"]) {
    super("Cannot ask the engine: it is away.");
    this.kind = kind;
  }
}
