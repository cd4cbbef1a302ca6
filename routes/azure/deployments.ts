/** OpenAI's protocols as Azure serves them: under a deployment's name, or under `/openai/v1` (docs/wire.md §9). */

import { ApiError } from "../../lib/api_error.ts";
import type { BodyReader, Dialect, RawRequest } from "../../lib/dialect/dialect.ts";
import { objectionsOnAzure } from "./operations.ts";
import { azure, NOT_FOUND } from "./provider.ts";

/** A reader of bodies for `/openai/deployments/{deployment}/…`: the path names the model, and the query the API's version. */
export function inDeployment<Body>(reader: BodyReader<Body>): BodyReader<Body> {
  return {
    name: reader.name,
    provider: azure,
    model: ({ params: { deployment = "" } }) => deployment,
    parse(request, refuseIfStrict) {
      requireVersion(request);
      const { deployment: model } = request.params;
      return reader.parse({ ...request, body: { ...request.body, model } }, refuseIfStrict);
    },
  };
}

/** A protocol for `/openai/deployments/{deployment}/…`. */
export function deployed<Body>(dialect: Dialect<Body>): Dialect<Body> {
  return { ...onAzure(dialect), ...inDeployment(dialect) };
}

/** A protocol for `/openai/…`, whose body names the deployment, and whose query the API's version. */
export function versioned<Body>(dialect: Dialect<Body>): Dialect<Body> {
  return {
    ...onAzure(dialect),
    parse(request, refuseIfStrict) {
      requireVersion(request);
      return dialect.parse(request, refuseIfStrict);
    },
  };
}

/** A protocol for `/openai/v1/…`, whose body names the deployment. */
export function onAzure<Body>(dialect: Dialect<Body>): Dialect<Body> {
  return { ...dialect, provider: azure, objections: objectionsOnAzure(dialect) };
}

/** A reader of bodies for `/openai/v1/…`. */
export function readOnAzure<Body>(reader: BodyReader<Body>): BodyReader<Body> {
  return { ...reader, provider: azure };
}

function requireVersion({ url }: RawRequest): void {
  if (!url.searchParams.get("api-version")) throw new ApiError(NOT_FOUND);
}
