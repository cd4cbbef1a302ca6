/**
 * The page at `/docs`: Swagger UI, and the few lines that start it. 5.17.14 is its last release without a dependency that runs a
 * script when it is installed, of which Deno warns at each first start.
 */

import script from "swagger-ui-dist/swagger-ui-bundle.js" with { type: "text" };
import style from "swagger-ui-dist/swagger-ui.css" with { type: "text" };

const HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>OpenAI Stream Mocker: API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="api"></div>
    <script src="/docs/swagger-ui.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#api", validatorUrl: null });\n`;

/** Each by its path under `/docs/`. */
export const files: ReadonlyMap<string, { readonly type: string; readonly text: string }> = new Map(
  [
    ["index.html", { type: "text/html; charset=utf-8", text: HTML }],
    ["start.js", { type: "text/javascript; charset=utf-8", text: START }],
    ["swagger-ui.js", { type: "text/javascript; charset=utf-8", text: script }],
    ["swagger-ui.css", { type: "text/css; charset=utf-8", text: style }],
  ],
);
