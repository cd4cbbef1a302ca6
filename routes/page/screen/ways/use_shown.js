import { useEffect, useRef, useState } from "react";

/**
 * In React, what is to be shown by now of a text that grows, by any of the four ways:
 * `const shown = useShown(text, isOver, showBuffered)`. A text that does not go on from the one before begins anew.
 */
export function useShown(text, isOver, show) {
  const [shown, setShown] = useState("");
  const run = useRef(null);

  useEffect(() => {
    if (run.current?.show !== show || !text.startsWith(run.current.text)) {
      const mine = { show, text: "" };
      const write = (more) => run.current === mine && setShown((shown) => shown + more);
      run.current = Object.assign(mine, show(write));
      setShown("");
    }
    run.current.push(text.slice(run.current.text.length));
    run.current.text = text;
    if (isOver) run.current.end();
  }, [text, isOver, show]);

  return shown;
}
