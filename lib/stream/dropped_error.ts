/** What breaks a connection on purpose: no fault, so nobody prints it. */
export class DroppedError extends Error {
  override readonly name = "DroppedError";
}
