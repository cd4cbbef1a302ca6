/** `GET /openapi.json`, and `GET /docs` to read it with Swagger UI, which is served from here. */

import type { Handler } from "../../../lib/http/exchange.ts";
import { ApiError } from "../../../lib/api_error.ts";
import type { Described } from "./document.ts";

/** The description of the control surface. Nobody who does not ask for it waits for its schemas. */
export const openApi = (routes: readonly Described[]): Handler => async () => {
  const { openApiDocument } = await import("./document.ts");
  return Response.json(openApiDocument(routes));
};

const HEADERS = {
  "cache-control": "no-cache",
  // Swagger UI writes its own styles into the page, and draws its signs as data.
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** `GET /docs` and `GET /docs/{file}` */
export const apiDocs: Handler = async ({ params: { file = "index.html" } }) => {
  const { files } = await import("./docs_files.ts");
  const found = files.get(file);
  if (found) {
    return new Response(found.text, { headers: { ...HEADERS, "content-type": found.type } });
  }
  throw new ApiError({ status: 404, message: `/docs has no file '${file}'.` });
};
