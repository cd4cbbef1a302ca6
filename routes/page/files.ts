/** What the page is made of, embedded in a compiled program. The first request for a file loads this, never the start. */

import apiJs from "./api.js" with { type: "text" };
import clipboardJs from "./clipboard.js" with { type: "text" };
import connectClientsJs from "./connect/clients.js" with { type: "text" };
import connectConnectJs from "./connect/connect.js" with { type: "text" };
import elementJs from "./element.js" with { type: "text" };
import eventSourceJs from "./event_source.js" with { type: "text" };
import eventsJs from "./events.js" with { type: "text" };
import eventsWorkerJs from "./events_worker.js" with { type: "text" };
import formatJs from "./format.js" with { type: "text" };
import frameJs from "./frame.js" with { type: "text" };
import holdFaultControlsJs from "./hold/fault_controls.js" with { type: "text" };
import holdHoldJs from "./hold/hold.js" with { type: "text" };
import holdHoldControlsJs from "./hold/hold_controls.js" with { type: "text" };
import holdHoldNextJs from "./hold/hold_next.js" with { type: "text" };
import iconSvg from "./icon.svg" with { type: "text" };
import indexHtml from "./index.html" with { type: "text" };
import noticesJs from "./notices.js" with { type: "text" };
import pageJs from "./page.js" with { type: "text" };
import playAnswerJs from "./play/answer.js" with { type: "text" };
import playExchangeJs from "./play/exchange.js" with { type: "text" };
import playPlayJs from "./play/play.js" with { type: "text" };
import playWiresJs from "./play/wires.js" with { type: "text" };
import plotStyleJs from "./plot_style.js" with { type: "text" };
import plotTableJs from "./plot_table.js" with { type: "text" };
import presenceJs from "./presence.js" with { type: "text" };
import raceBehindJs from "./race/behind.js" with { type: "text" };
import raceConnectionSlotsJs from "./race/connection_slots.js" with { type: "text" };
import raceGapStripJs from "./race/gap_strip.js" with { type: "text" };
import raceHoldBackJs from "./race/hold_back.js" with { type: "text" };
import raceLaneJs from "./race/lane.js" with { type: "text" };
import raceLaneFiguresJs from "./race/lane_figures.js" with { type: "text" };
import raceLaneTextJs from "./race/lane_text.js" with { type: "text" };
import raceMarkdownViewJs from "./race/markdown_view.js" with { type: "text" };
import raceMathJs from "./race/math.js" with { type: "text" };
import raceMeasureJs from "./race/measure.js" with { type: "text" };
import raceModelsJs from "./race/models.js" with { type: "text" };
import raceRaceJs from "./race/race.js" with { type: "text" };
import raceRaceChartJs from "./race/race_chart.js" with { type: "text" };
import raceRaceLengthJs from "./race/race_length.js" with { type: "text" };
import raceRaceUrlJs from "./race/race_url.js" with { type: "text" };
import raceRawViewJs from "./race/raw_view.js" with { type: "text" };
import raceServerFiguresJs from "./race/server_figures.js" with { type: "text" };
import raceSmoothJs from "./race/smooth.js" with { type: "text" };
import raceStreamWorkerJs from "./race/stream_worker.js" with { type: "text" };
import requestsChunkMarksJs from "./requests/chunk_marks.js" with { type: "text" };
import requestsChunkPlotJs from "./requests/chunk_plot.js" with { type: "text" };
import requestsColumnsJs from "./requests/columns.js" with { type: "text" };
import requestsDownloadJs from "./requests/download.js" with { type: "text" };
import requestsEventPagesJs from "./requests/event_pages.js" with { type: "text" };
import requestsEventSourceMessagesJs from "./requests/event_source_messages.js" with {
  type: "text",
};
import requestsHappeningsJs from "./requests/happenings.js" with { type: "text" };
import requestsHarJs from "./requests/har.js" with { type: "text" };
import requestsInSightJs from "./requests/in_sight.js" with { type: "text" };
import requestsKindChipsJs from "./requests/kind_chips.js" with { type: "text" };
import requestsKnownRequestJs from "./requests/known_request.js" with { type: "text" };
import requestsLongTextJs from "./requests/long_text.js" with { type: "text" };
import requestsMatchJs from "./requests/match.js" with { type: "text" };
import requestsOutcomeJs from "./requests/outcome.js" with { type: "text" };
import requestsPairsJs from "./requests/pairs.js" with { type: "text" };
import requestsRawRowJs from "./requests/raw_row.js" with { type: "text" };
import requestsRawSheetJs from "./requests/raw_sheet.js" with { type: "text" };
import requestsReadAnswerJs from "./requests/read_answer.js" with { type: "text" };
import requestsRequestDetailJs from "./requests/request_detail.js" with { type: "text" };
import requestsRequestFiguresJs from "./requests/request_figures.js" with { type: "text" };
import requestsRequestListJs from "./requests/request_list.js" with { type: "text" };
import requestsRequestRowJs from "./requests/request_row.js" with { type: "text" };
import requestsRequestSheetJs from "./requests/request_sheet.js" with { type: "text" };
import requestsRequestsJs from "./requests/requests.js" with { type: "text" };
import requestsResponseSheetJs from "./requests/response_sheet.js" with { type: "text" };
import requestsSaidRequestJs from "./requests/said_request.js" with { type: "text" };
import requestsTabsJs from "./requests/tabs.js" with { type: "text" };
import requestsTakenAlongJs from "./requests/taken_along.js" with { type: "text" };
import requestsSessionChipsJs from "./requests/session_chips.js" with { type: "text" };
import rulesNearListJs from "./rules/near_list.js" with { type: "text" };
import rulesRulesJs from "./rules/rules.js" with { type: "text" };
import rulesRulesApiJs from "./rules/rules_api.js" with { type: "text" };
import screenArrivalsJs from "./screen/arrivals.js" with { type: "text" };
import screenComesJs from "./screen/comes.js" with { type: "text" };
import screenGrowingTextJs from "./screen/growing_text.js" with { type: "text" };
import screenPaneJs from "./screen/pane.js" with { type: "text" };
import screenScreenJs from "./screen/screen.js" with { type: "text" };
import screenScreenChartJs from "./screen/screen_chart.js" with { type: "text" };
import screenScreenSettingsJs from "./screen/screen_settings.js" with { type: "text" };
import screenShownMeterJs from "./screen/shown_meter.js" with { type: "text" };
import screenSourceJs from "./screen/source.js" with { type: "text" };
import screenWaysJs from "./screen/ways.js" with { type: "text" };
import screenWaysAsItComesJs from "./screen/ways/as_it_comes.js" with { type: "text" };
import screenWaysBufferedJs from "./screen/ways/buffered.js" with { type: "text" };
import screenWaysFixedRateJs from "./screen/ways/fixed_rate.js" with { type: "text" };
import screenWaysUseShownJs from "./screen/ways/use_shown.js" with { type: "text" };
import screenWaysWordByWordJs from "./screen/ways/word_by_word.js" with { type: "text" };
import shortcutsJs from "./shortcuts.js" with { type: "text" };
import themeJs from "./theme.js" with { type: "text" };
import themeColourJs from "./theme_colour.js" with { type: "text" };
import themeSwitchJs from "./theme_switch.js" with { type: "text" };
import tomlJs from "./toml.js" with { type: "text" };
import tuneAnySettingJs from "./tune/any_setting.js" with { type: "text" };
import tuneChangesJs from "./tune/changes.js" with { type: "text" };
import tuneEverySettingJs from "./tune/every_setting.js" with { type: "text" };
import tuneProfilesJs from "./tune/profiles.js" with { type: "text" };
import tuneRowJs from "./tune/row.js" with { type: "text" };
import tuneScalesJs from "./tune/scales.js" with { type: "text" };
import tuneSettingSchemasJs from "./tune/setting_schemas.js" with { type: "text" };
import tuneSliderJs from "./tune/slider.js" with { type: "text" };
import tuneSnippetsJs from "./tune/snippets.js" with { type: "text" };
import tuneTuneJs from "./tune/tune.js" with { type: "text" };
import viewsJs from "./views.js" with { type: "text" };
import { styleFiles } from "./style_files.ts";
import { vendorFiles } from "./vendor_files.ts";

/** Each file by its path under `/page/`. */
export const files: ReadonlyMap<string, string | Uint8Array<ArrayBuffer>> = new Map<
  string,
  string | Uint8Array<ArrayBuffer>
>([
  ["api.js", apiJs],
  ["clipboard.js", clipboardJs],
  ["connect/clients.js", connectClientsJs],
  ["connect/connect.js", connectConnectJs],
  ["element.js", elementJs],
  ["event_source.js", eventSourceJs],
  ["events.js", eventsJs],
  ["events_worker.js", eventsWorkerJs],
  ["format.js", formatJs],
  ["frame.js", frameJs],
  ["hold/fault_controls.js", holdFaultControlsJs],
  ["hold/hold.js", holdHoldJs],
  ["hold/hold_next.js", holdHoldNextJs],
  ["hold/hold_controls.js", holdHoldControlsJs],
  ["icon.svg", iconSvg],
  ["index.html", indexHtml],
  ["notices.js", noticesJs],
  ["page.js", pageJs],
  ["play/answer.js", playAnswerJs],
  ["play/exchange.js", playExchangeJs],
  ["play/play.js", playPlayJs],
  ["play/wires.js", playWiresJs],
  ["plot_style.js", plotStyleJs],
  ["plot_table.js", plotTableJs],
  ["presence.js", presenceJs],
  ["race/behind.js", raceBehindJs],
  ["race/connection_slots.js", raceConnectionSlotsJs],
  ["race/gap_strip.js", raceGapStripJs],
  ["race/hold_back.js", raceHoldBackJs],
  ["race/lane.js", raceLaneJs],
  ["race/lane_figures.js", raceLaneFiguresJs],
  ["race/lane_text.js", raceLaneTextJs],
  ["race/markdown_view.js", raceMarkdownViewJs],
  ["race/math.js", raceMathJs],
  ["race/measure.js", raceMeasureJs],
  ["race/models.js", raceModelsJs],
  ["race/race.js", raceRaceJs],
  ["race/race_chart.js", raceRaceChartJs],
  ["race/race_length.js", raceRaceLengthJs],
  ["race/race_url.js", raceRaceUrlJs],
  ["race/raw_view.js", raceRawViewJs],
  ["race/server_figures.js", raceServerFiguresJs],
  ["race/smooth.js", raceSmoothJs],
  ["race/stream_worker.js", raceStreamWorkerJs],
  ["requests/chunk_marks.js", requestsChunkMarksJs],
  ["requests/chunk_plot.js", requestsChunkPlotJs],
  ["requests/columns.js", requestsColumnsJs],
  ["requests/download.js", requestsDownloadJs],
  ["requests/event_pages.js", requestsEventPagesJs],
  ["requests/event_source_messages.js", requestsEventSourceMessagesJs],
  ["requests/happenings.js", requestsHappeningsJs],
  ["requests/har.js", requestsHarJs],
  ["requests/in_sight.js", requestsInSightJs],
  ["requests/kind_chips.js", requestsKindChipsJs],
  ["requests/known_request.js", requestsKnownRequestJs],
  ["requests/long_text.js", requestsLongTextJs],
  ["requests/match.js", requestsMatchJs],
  ["requests/outcome.js", requestsOutcomeJs],
  ["requests/pairs.js", requestsPairsJs],
  ["requests/raw_row.js", requestsRawRowJs],
  ["requests/raw_sheet.js", requestsRawSheetJs],
  ["requests/read_answer.js", requestsReadAnswerJs],
  ["requests/request_detail.js", requestsRequestDetailJs],
  ["requests/request_figures.js", requestsRequestFiguresJs],
  ["requests/request_list.js", requestsRequestListJs],
  ["requests/request_row.js", requestsRequestRowJs],
  ["requests/request_sheet.js", requestsRequestSheetJs],
  ["requests/requests.js", requestsRequestsJs],
  ["requests/response_sheet.js", requestsResponseSheetJs],
  ["requests/said_request.js", requestsSaidRequestJs],
  ["requests/tabs.js", requestsTabsJs],
  ["requests/taken_along.js", requestsTakenAlongJs],
  ["requests/session_chips.js", requestsSessionChipsJs],
  ["rules/near_list.js", rulesNearListJs],
  ["rules/rules.js", rulesRulesJs],
  ["rules/rules_api.js", rulesRulesApiJs],
  ["screen/arrivals.js", screenArrivalsJs],
  ["screen/comes.js", screenComesJs],
  ["screen/growing_text.js", screenGrowingTextJs],
  ["screen/pane.js", screenPaneJs],
  ["screen/screen.js", screenScreenJs],
  ["screen/screen_chart.js", screenScreenChartJs],
  ["screen/screen_settings.js", screenScreenSettingsJs],
  ["screen/shown_meter.js", screenShownMeterJs],
  ["screen/source.js", screenSourceJs],
  ["screen/ways.js", screenWaysJs],
  ["screen/ways/as_it_comes.js", screenWaysAsItComesJs],
  ["screen/ways/buffered.js", screenWaysBufferedJs],
  ["screen/ways/fixed_rate.js", screenWaysFixedRateJs],
  ["screen/ways/use_shown.js", screenWaysUseShownJs],
  ["screen/ways/word_by_word.js", screenWaysWordByWordJs],
  ["shortcuts.js", shortcutsJs],
  ["theme.js", themeJs],
  ["theme_colour.js", themeColourJs],
  ["theme_switch.js", themeSwitchJs],
  ["toml.js", tomlJs],
  ["tune/any_setting.js", tuneAnySettingJs],
  ["tune/changes.js", tuneChangesJs],
  ["tune/every_setting.js", tuneEverySettingJs],
  ["tune/profiles.js", tuneProfilesJs],
  ["tune/row.js", tuneRowJs],
  ["tune/scales.js", tuneScalesJs],
  ["tune/setting_schemas.js", tuneSettingSchemasJs],
  ["tune/slider.js", tuneSliderJs],
  ["tune/snippets.js", tuneSnippetsJs],
  ["tune/tune.js", tuneTuneJs],
  ["views.js", viewsJs],
  ...styleFiles,
  ...vendorFiles,
]);
