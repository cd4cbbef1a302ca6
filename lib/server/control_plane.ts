/** Makes the control plane, of which there is one, on the main thread, however many threads serve. */

import { inOrder } from "../clock/in_order.ts";
import { eventLoopTurns } from "../clock/turns.ts";
import { doInTurns } from "../clock/work.ts";
import { ConfigError } from "../config/config_error.ts";
import type { ParsedConfig } from "../config/file/parsed_config.ts";
import type { Change } from "../config/store.ts";
import type {
  ConfigEdits,
  ControlEvent,
  ControlPlane,
  Edit,
  Journal,
  Watch,
} from "../shared/control_plane.ts";
import type { SharedBySession } from "../shared/shared.ts";
import { weatherCountsOf } from "../shared/weather_count.ts";

import { createRulesControl, type RulesControlParts } from "./rules_control.ts";

/** What a control plane is made of. */
export interface ControlPlaneParts extends RulesControlParts {
  readonly journal: Journal;
  /** Watches the requests of all threads. Called only while somebody has subscribed, since each request is then told three times. */
  readonly watch: Watch;
  /** Reads the file that the configuration came from; absent where there is none. */
  readonly readConfig?: () => Promise<ParsedConfig>;
  /** Where it is counted how often weather has befallen requests; that begins anew with an edit. Absent: nowhere. */
  readonly shared?: Pick<SharedBySession, "resetCounts">;
  /** Puts the store's configuration in force on every thread. */
  readonly spread: () => Promise<void>;
  /** How the configuration is edited. Default: in the store, for this machine alone. */
  readonly edits?: ConfigEdits;
  /** Settles when `watch`, which was called just now, misses nothing. */
  readonly watching?: () => Promise<void>;
  /** The machines that serve together. Default: this one serves alone. */
  readonly replicas?: ControlPlane["replicas"];
}

/** A control plane, and what only the program does with it. */
export interface MainControlPlane extends ControlPlane {
  /** Puts in force on every thread what was edited on another machine. */
  adopt(change: () => Promise<Change>): Promise<Edit>;
  /** Calls back on every edit of the configuration. */
  onEdit(listener: (edit: Edit) => void): void;
  /** Tells the subscribers that the server is about to end. */
  close(): void;
}

/** Makes the control plane. */
export function createControlPlane(parts: ControlPlaneParts): MainControlPlane {
  const { store, journal, watch, readConfig, spread, shared, edits = store, watching } = parts;
  const { turns = eventLoopTurns() } = parts;
  const subscribers = new Set<(event: ControlEvent) => void>();
  const editListeners = new Set<(edit: Edit) => void>();
  /** Why the file is not in force, while it is not. */
  let refusal: Edit | undefined;
  let stopWatching: (() => void) | undefined;
  /** Reloads: what is read later is put in force later, however long reading takes. */
  const oneByOne = inOrder();

  const tell = (event: ControlEvent) => {
    for (const subscriber of subscribers) subscriber(event);
  };

  const putInForce = async (edit: Edit): Promise<Edit> => {
    if (edit.kind === "done" && edit.lines.length > 0) await spread();
    for (const listener of editListeners) listener(edit);
    tell({ kind: "config", edit });
    return edit;
  };

  /** `model` is the one that alone is meant; absent: any. */
  const edit = async (change: () => Promise<Change>, model?: string): Promise<Edit> => {
    const edit = await tryEdit(change);
    if (edit.kind === "done") await shared?.resetCounts(weatherCountsOf(model));
    return await putInForce(edit);
  };

  const rules = createRulesControl(parts);

  return {
    ...journal,
    async actOnStream(id, action) {
      const acted = await journal.actOnStream(id, action);
      if (acted?.kind === "done") tell({ kind: "stream", stream: acted.stream });
      return acted;
    },
    async clearRequests(session) {
      await shared?.resetCounts(weatherCountsOf());
      return await journal.clearRequests(session);
    },
    async patchConfig(body) {
      const { modelMeant, patchFromRequest } = await import("../config/patch_from_request.ts");
      return await edit(async () => {
        const patch = await doInTurns(patchFromRequest(body), turns);
        await rules.check(patch);
        return await edits.patch(patch);
      }, modelMeant(body));
    },
    listChanges: () => Promise.resolve(store.changes()),
    postRules: rules.postRules,
    deleteRules: rules.deleteRules,
    reloadConfig: () =>
      oneByOne(async () => {
        const reload = await edit(async () => {
          if (!readConfig) throw new ConfigError([NO_FILE]);
          return await edits.replaceWith(await readConfig());
        });
        refusal = reload.kind === "refused" ? reload : undefined;
        return reload;
      }),
    async subscribe(listener) {
      subscribers.add(listener);
      if (refusal) listener({ kind: "config", edit: refusal });
      stopWatching ??= watch((request) => tell({ kind: "request", request }));
      await watching?.();
      return () => {
        subscribers.delete(listener);
        if (subscribers.size > 0) return;
        stopWatching?.();
        stopWatching = undefined;
      };
    },
    adopt: async (change) => await putInForce(await tryEdit(change)),
    replicas: parts.replicas ?? (() => Promise.resolve(undefined)),
    onEdit: (listener) => void editListeners.add(listener),
    close: () => tell({ kind: "closing" }),
  };
}

const NO_FILE = { path: [], text: "there is no file to reload" };

async function tryEdit(change: () => Promise<Change>): Promise<Edit> {
  try {
    const { lines, warnings } = await change();
    return { kind: "done", lines, warnings };
  } catch (error) {
    if (error instanceof ConfigError) return { kind: "refused", message: error.message };
    throw error;
  }
}
