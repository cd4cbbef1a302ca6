import { assertEquals } from "@std/assert";
import { WEATHER_KEYS, weatherShape } from "../../lib/config/weather.ts";

Deno.test("the list of the weather's names has all that the schema has", () => {
  assertEquals(WEATHER_KEYS.toSorted(), Object.keys(weatherShape()).toSorted());
});
