/** What stands at a path of parsed data, nothing where it leads nowhere. Only what the data has itself, nothing that it inherits. */
export function valueAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null
        ? Object.getOwnPropertyDescriptor(value, key)?.value
        : undefined,
    data,
  );
}
