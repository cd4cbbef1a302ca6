/** What the page is made of, embedded in a compiled program. The first request for a file loads this, never the start. */

import apiJs from "./api.js" with { type: "text" };
import chunkPlotJs from "./chunk_plot.js" with { type: "text" };
import elementJs from "./element.js" with { type: "text" };
import eventSourceJs from "./event_source.js" with { type: "text" };
import eventsJs from "./events.js" with { type: "text" };
import eventsWorkerJs from "./events_worker.js" with { type: "text" };
import formatJs from "./format.js" with { type: "text" };
import frameJs from "./frame.js" with { type: "text" };
import gapStripJs from "./gap_strip.js" with { type: "text" };
import holdJs from "./hold.js" with { type: "text" };
import holdControlsJs from "./hold_controls.js" with { type: "text" };
import iconSvg from "./icon.svg" with { type: "text" };
import indexHtml from "./index.html" with { type: "text" };
import laneJs from "./lane.js" with { type: "text" };
import laneTextJs from "./lane_text.js" with { type: "text" };
import markdownViewJs from "./markdown_view.js" with { type: "text" };
import mathJs from "./math.js" with { type: "text" };
import measureJs from "./measure.js" with { type: "text" };
import noticesJs from "./notices.js" with { type: "text" };
import pageCss from "./page.css" with { type: "text" };
import pageJs from "./page.js" with { type: "text" };
import raceJs from "./race.js" with { type: "text" };
import rawViewJs from "./raw_view.js" with { type: "text" };
import requestDetailJs from "./request_detail.js" with { type: "text" };
import requestsJs from "./requests.js" with { type: "text" };
import scalesJs from "./scales.js" with { type: "text" };
import smoothJs from "./smooth.js" with { type: "text" };
import snippetsJs from "./snippets.js" with { type: "text" };
import streamWorkerJs from "./stream_worker.js" with { type: "text" };
import themeJs from "./theme.js" with { type: "text" };
import themeSwitchJs from "./theme_switch.js" with { type: "text" };
import tuneJs from "./tune.js" with { type: "text" };
import viewsJs from "./views.js" with { type: "text" };

import domPurify from "dompurify" with { type: "text" };
import katexScript from "katex" with { type: "text" };
import katexStyle from "katex/dist/katex.min.css" with { type: "text" };
import marked from "marked" with { type: "text" };
import uPlotScript from "uplot/dist/uPlot.esm.js" with { type: "text" };
import uPlotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };

import katexAMSRegular from "katex/dist/fonts/KaTeX_AMS-Regular.woff2" with { type: "bytes" };
import katexCaligraphicBold from "katex/dist/fonts/KaTeX_Caligraphic-Bold.woff2" with {
  type: "bytes",
};
import katexCaligraphicRegular from "katex/dist/fonts/KaTeX_Caligraphic-Regular.woff2" with {
  type: "bytes",
};
import katexFrakturBold from "katex/dist/fonts/KaTeX_Fraktur-Bold.woff2" with { type: "bytes" };
import katexFrakturRegular from "katex/dist/fonts/KaTeX_Fraktur-Regular.woff2" with {
  type: "bytes",
};
import katexMainBold from "katex/dist/fonts/KaTeX_Main-Bold.woff2" with { type: "bytes" };
import katexMainBoldItalic from "katex/dist/fonts/KaTeX_Main-BoldItalic.woff2" with {
  type: "bytes",
};
import katexMainItalic from "katex/dist/fonts/KaTeX_Main-Italic.woff2" with { type: "bytes" };
import katexMainRegular from "katex/dist/fonts/KaTeX_Main-Regular.woff2" with { type: "bytes" };
import katexMathBoldItalic from "katex/dist/fonts/KaTeX_Math-BoldItalic.woff2" with {
  type: "bytes",
};
import katexMathItalic from "katex/dist/fonts/KaTeX_Math-Italic.woff2" with { type: "bytes" };
import katexSansSerifBold from "katex/dist/fonts/KaTeX_SansSerif-Bold.woff2" with { type: "bytes" };
import katexSansSerifItalic from "katex/dist/fonts/KaTeX_SansSerif-Italic.woff2" with {
  type: "bytes",
};
import katexSansSerifRegular from "katex/dist/fonts/KaTeX_SansSerif-Regular.woff2" with {
  type: "bytes",
};
import katexScriptRegular from "katex/dist/fonts/KaTeX_Script-Regular.woff2" with { type: "bytes" };
import katexSize1Regular from "katex/dist/fonts/KaTeX_Size1-Regular.woff2" with { type: "bytes" };
import katexSize2Regular from "katex/dist/fonts/KaTeX_Size2-Regular.woff2" with { type: "bytes" };
import katexSize3Regular from "katex/dist/fonts/KaTeX_Size3-Regular.woff2" with { type: "bytes" };
import katexSize4Regular from "katex/dist/fonts/KaTeX_Size4-Regular.woff2" with { type: "bytes" };
import katexTypewriterRegular from "katex/dist/fonts/KaTeX_Typewriter-Regular.woff2" with {
  type: "bytes",
};

/** Each file by its path under `/page/`. */
export const files: ReadonlyMap<string, string | Uint8Array<ArrayBuffer>> = new Map<
  string,
  string | Uint8Array<ArrayBuffer>
>([
  ["api.js", apiJs],
  ["chunk_plot.js", chunkPlotJs],
  ["element.js", elementJs],
  ["event_source.js", eventSourceJs],
  ["events.js", eventsJs],
  ["events_worker.js", eventsWorkerJs],
  ["format.js", formatJs],
  ["frame.js", frameJs],
  ["gap_strip.js", gapStripJs],
  ["hold.js", holdJs],
  ["hold_controls.js", holdControlsJs],
  ["icon.svg", iconSvg],
  ["index.html", indexHtml],
  ["lane.js", laneJs],
  ["lane_text.js", laneTextJs],
  ["markdown_view.js", markdownViewJs],
  ["math.js", mathJs],
  ["measure.js", measureJs],
  ["notices.js", noticesJs],
  ["page.css", pageCss],
  ["page.js", pageJs],
  ["race.js", raceJs],
  ["raw_view.js", rawViewJs],
  ["request_detail.js", requestDetailJs],
  ["requests.js", requestsJs],
  ["scales.js", scalesJs],
  ["smooth.js", smoothJs],
  ["snippets.js", snippetsJs],
  ["stream_worker.js", streamWorkerJs],
  ["theme.js", themeJs],
  ["theme_switch.js", themeSwitchJs],
  ["tune.js", tuneJs],
  ["views.js", viewsJs],
  ["vendor/dompurify.js", domPurify],
  ["vendor/katex.js", katexScript],
  ["vendor/katex.css", katexStyle],
  ["vendor/marked.js", marked],
  ["vendor/uplot.js", uPlotScript],
  ["vendor/uplot.css", uPlotStyle],
  ["vendor/fonts/KaTeX_AMS-Regular.woff2", katexAMSRegular],
  ["vendor/fonts/KaTeX_Caligraphic-Bold.woff2", katexCaligraphicBold],
  ["vendor/fonts/KaTeX_Caligraphic-Regular.woff2", katexCaligraphicRegular],
  ["vendor/fonts/KaTeX_Fraktur-Bold.woff2", katexFrakturBold],
  ["vendor/fonts/KaTeX_Fraktur-Regular.woff2", katexFrakturRegular],
  ["vendor/fonts/KaTeX_Main-Bold.woff2", katexMainBold],
  ["vendor/fonts/KaTeX_Main-BoldItalic.woff2", katexMainBoldItalic],
  ["vendor/fonts/KaTeX_Main-Italic.woff2", katexMainItalic],
  ["vendor/fonts/KaTeX_Main-Regular.woff2", katexMainRegular],
  ["vendor/fonts/KaTeX_Math-BoldItalic.woff2", katexMathBoldItalic],
  ["vendor/fonts/KaTeX_Math-Italic.woff2", katexMathItalic],
  ["vendor/fonts/KaTeX_SansSerif-Bold.woff2", katexSansSerifBold],
  ["vendor/fonts/KaTeX_SansSerif-Italic.woff2", katexSansSerifItalic],
  ["vendor/fonts/KaTeX_SansSerif-Regular.woff2", katexSansSerifRegular],
  ["vendor/fonts/KaTeX_Script-Regular.woff2", katexScriptRegular],
  ["vendor/fonts/KaTeX_Size1-Regular.woff2", katexSize1Regular],
  ["vendor/fonts/KaTeX_Size2-Regular.woff2", katexSize2Regular],
  ["vendor/fonts/KaTeX_Size3-Regular.woff2", katexSize3Regular],
  ["vendor/fonts/KaTeX_Size4-Regular.woff2", katexSize4Regular],
  ["vendor/fonts/KaTeX_Typewriter-Regular.woff2", katexTypewriterRegular],
]);
