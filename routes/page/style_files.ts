/** The styles of the page. */

import cssConnectCss from "./css/connect.css" with { type: "text" };
import cssControlsCss from "./css/controls.css" with { type: "text" };
import cssDetailCss from "./css/detail.css" with { type: "text" };
import cssDialogCss from "./css/dialog.css" with { type: "text" };
import cssHeadCss from "./css/head.css" with { type: "text" };
import cssHoldCss from "./css/hold.css" with { type: "text" };
import cssLaneCss from "./css/lane.css" with { type: "text" };
import cssNoticesCss from "./css/notices.css" with { type: "text" };
import cssPlayCss from "./css/play.css" with { type: "text" };
import cssRaceCss from "./css/race.css" with { type: "text" };
import cssRequestsCss from "./css/requests.css" with { type: "text" };
import cssRulesCss from "./css/rules.css" with { type: "text" };
import cssScreenCss from "./css/screen.css" with { type: "text" };
import cssTextCss from "./css/text.css" with { type: "text" };
import cssTuneCss from "./css/tune.css" with { type: "text" };
import pageCss from "./page.css" with { type: "text" };

/** Each file by its path under `/page/`. */
export const styleFiles: ReadonlyMap<string, string> = new Map([
  ["css/connect.css", cssConnectCss],
  ["css/controls.css", cssControlsCss],
  ["css/detail.css", cssDetailCss],
  ["css/dialog.css", cssDialogCss],
  ["css/head.css", cssHeadCss],
  ["css/hold.css", cssHoldCss],
  ["css/lane.css", cssLaneCss],
  ["css/notices.css", cssNoticesCss],
  ["css/play.css", cssPlayCss],
  ["css/race.css", cssRaceCss],
  ["css/requests.css", cssRequestsCss],
  ["css/rules.css", cssRulesCss],
  ["css/screen.css", cssScreenCss],
  ["css/text.css", cssTextCss],
  ["css/tune.css", cssTuneCss],
  ["page.css", pageCss],
]);
