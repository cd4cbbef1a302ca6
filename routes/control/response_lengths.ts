/** `GET /responses`: the texts that can be asked for, with their lengths. */

import type { Deps } from "../../lib/dialect/deps.ts";
import type { Handler } from "../../lib/http/exchange.ts";

const PREVIEW_CHARACTERS = 80;

/** Every `[responses]` entry with its length in tokens and how it begins. */
export const listResponseLengths = (deps: Deps): Handler => async () => {
  const config = deps.config();
  const encoding = config.defaults.encoding === "auto" ? "o200k_base" : config.defaults.encoding;
  const tokenizer = await deps.tokenizers(encoding);
  const lengths = [...config.responses].map(([name, content]) => {
    const tokens = tokenizer.cut(content).reduce((sum, piece) => sum + piece.tokens, 0);
    return [name, {
      tokens,
      characters: content.length,
      preview: [...content].slice(0, PREVIEW_CHARACTERS).join(""),
    }];
  });
  return Response.json({
    default: config.defaults.response_length,
    encoding,
    responses: Object.fromEntries(lengths),
    also: ["random", "auto"],
  });
};
