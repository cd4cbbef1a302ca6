/** The configuration of all replicas: each has a file of its own, and what `POST /config` sets lies over all of them. */

import { z } from "zod";
import { eventLoopTurns } from "../clock/turns.ts";
import { doInTurns, type Work } from "../clock/work.ts";
import type { ParsedConfig } from "../config/file/parsed_config.ts";
import { NO_OVERLAY, type Overlay, withEdit } from "../config/overlay.ts";
import { type ConfigPatch, refuseFixed } from "../config/patch_from_request.ts";
import type { Change, ConfigStore } from "../config/store.ts";
import { isRecord } from "../is_record.ts";
import { readRules } from "../rules/read_posted.ts";
import { hashText } from "../random.ts";
import type { ConfigEdits, Edit } from "../shared/control_plane.ts";
import { type Agreement, type AgreementParts, createAgreement } from "./agreement.ts";

/** What replicas agree on. */
interface AgreedConfig {
  readonly overlay: Overlay;
  /** The hash of the file that edits were taken back for: the same file on another replica takes back none. */
  readonly over: number | null;
}

const patch = z.custom<ConfigPatch>(isRecord);
const agreedConfig: z.ZodType<AgreedConfig> = z.object({
  overlay: z.object({ removed: patch, set: patch }),
  over: z.number().nullable(),
});

/** What the edits of all replicas are made with. */
export interface AgreedConfigParts
  extends Pick<AgreementParts<AgreedConfig, Change>, "engine" | "me" | "spread"> {
  readonly store: ConfigStore;
  /** Puts an edit that was made elsewhere in force on all threads. */
  adopt(change: () => Promise<Change>): Promise<Edit>;
}

/** The edits that all replicas have, and how one takes up those of the others. */
export type AgreedConfigEdits =
  & ConfigEdits
  & Pick<
    Agreement<unknown, unknown>,
    "name" | "key" | "stamp" | "takeUp"
  >;

/** Agrees with the other replicas on the edits of the configuration. */
export function agreeOnConfig({ store, adopt, ...parts }: AgreedConfigParts): AgreedConfigEdits {
  const turns = eventLoopTurns();
  const agreement = createAgreement<AgreedConfig, Change>({
    ...parts,
    name: "config",
    async read(value) {
      const agreed = agreedConfig.parse(value);
      await doInTurns(refuseWhatIsTakenFromNobody(agreed.overlay), turns);
      return agreed;
    },
    first: { overlay: NO_OVERLAY, over: null },
    put: ({ overlay }) => store.overlay(overlay),
    async adopt({ overlay }) {
      const edit = await adopt(() => store.overlay(overlay));
      return edit.kind === "refused" ? edit.message : undefined;
    },
  });

  return {
    name: agreement.name,
    key: agreement.key,
    stamp: agreement.stamp,
    takeUp: agreement.takeUp,
    async patch(update) {
      const { change, notes } = await agreement.change(async (now) => {
        const overlay = withEdit(now.overlay, update);
        await store.checkOverlay(overlay);
        return { ...now, overlay };
      });
      return { ...change, warnings: [...change.warnings, ...notes] };
    },
    async replaceWith(parsed: ParsedConfig) {
      const over = hashText(parsed.text);
      // A file that is read again as it is was asked for by hand, which takes all edits back.
      const isSaved = parsed.text !== store.text();
      const isKnown = (now: AgreedConfig) => isSaved && now.over === over;
      const before = agreement.current();
      const own = await store.replaceWith(parsed, isKnown(before) ? before.overlay : NO_OVERLAY);
      const { change, notes } = await agreement.change((now) =>
        isKnown(now) ? now : { overlay: NO_OVERLAY, over }
      );
      return {
        ...change,
        lines: [...own.lines, ...change.lines],
        warnings: [...own.warnings, ...notes],
      };
    },
  };
}

/** Throws `ConfigError` where it has something that `POST /config` would not take from anybody. */
function* refuseWhatIsTakenFromNobody({ removed, set }: Overlay): Work<void> {
  refuseFixed(removed);
  refuseFixed(set);
  if (set.rules !== undefined && set.rules !== null) yield* readRules(set.rules);
}
