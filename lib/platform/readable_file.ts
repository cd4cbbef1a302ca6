/** Which files are read as a text at all. */

import { PlatformError } from "./platform.ts";

/** Far more than any configuration, rule file or reply has. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What both runtimes tell of a file. */
interface FileFacts {
  readonly isFile: boolean;
  readonly isFolder: boolean;
  readonly bytes: number;
}

/**
 * Throws for what nobody can wait for: a pipe gives nothing until somebody writes to it, a device may never end, and opening one
 * can hold the whole program. A folder is left to who reads it, and says what it is.
 */
export function checkReadable({ isFile, isFolder, bytes }: FileFacts): void {
  if (!isFile && !isFolder) {
    throw new PlatformError("file_trouble", "It is a pipe or a device, and no file", undefined);
  }
  if (bytes > MOST_BYTES) {
    throw new PlatformError(
      "file_trouble",
      `It has over ${MOST_BYTES / 1024 / 1024} MB`,
      undefined,
    );
  }
}
