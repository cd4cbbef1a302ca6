/** What makes up data, in one piece: twenty modules, which are loaded with the first prompt that asks for any. */

export { sampleJson } from "./sample_json.ts";
export { sampleText } from "./sample_text.ts";
