/** What a model's keys are called in `[general]`, where they are called otherwise. */

/** The names in `[general]`, by the names that models have for them. */
export const GENERAL_NAMES: ReadonlyMap<string, string> = new Map([
  ["tokens_per_second", "default_tokens_per_second"],
  ["description", "default_model_description"],
  ["response_length", "default_response_mode"],
]);
