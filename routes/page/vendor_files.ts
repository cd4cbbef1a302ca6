/** What others wrote and the page needs, served from here as the page is: it fetches nothing from elsewhere. */

import domPurify from "dompurify" with { type: "text" };
import katexScript from "katex" with { type: "text" };
import katexStyle from "katex/dist/katex.min.css" with { type: "text" };
import marked from "marked" with { type: "text" };
import remend from "remend" with { type: "text" };
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
export const vendorFiles: ReadonlyMap<string, string | Uint8Array<ArrayBuffer>> = new Map<
  string,
  string | Uint8Array<ArrayBuffer>
>([
  ["vendor/dompurify.js", domPurify],
  ["vendor/katex.js", katexScript],
  ["vendor/katex.css", katexStyle],
  ["vendor/marked.js", marked],
  ["vendor/remend.js", remend],
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
