/** Does one thing after the other. */

/** Does what it is given once all that it was given before has ended, however that ended. */
export type InOrder = <T>(what: () => Promise<T>) => Promise<T>;

/** Nothing is under way yet. */
export function inOrder(): InOrder {
  let last: Promise<unknown> = Promise.resolve();
  return (what) => {
    const done = last.then(what);
    last = done.catch(() => {});
    return done;
  };
}
