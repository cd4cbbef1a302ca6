/**
 * The server as a library.
 *
 * @module
 */

export * from "../routes/mod.ts";
