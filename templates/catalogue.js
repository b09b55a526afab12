
"use strict";
// Live search over the rows, and folding of the contents on a narrow screen. Without it the page is whole and readable.
// Written for browsers from Chromium 80 on: those of many offices are not new.
(() => {
  const $ = (id) => document.getElementById(id);
  const form = $("_search"), box = $("_q"), status = $("_hits"), contents = $("_nav");
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const texts = (nodes) => [...nodes].map((node) => node.textContent);

  // What a row can be found by: what it says, but neither the boxes it does not tick nor the labels all rows share.
  const words = (row, heads) => {
    const said = [row.id];
    for (const cell of row.cells) {
      if (cell.matches(".h")) said.push(...texts(cell.querySelectorAll("p, .y, sup")));
      else if (cell.matches(".i")) {
        said.push(...texts([...cell.childNodes].filter((node) => node.localName !== "details")));
        said.push(...texts(cell.querySelectorAll("bdi")));
      } else if (!cell.matches(".t")) said.push(cell.textContent);
    }
    const ticks = row.querySelectorAll(".k");
    heads.forEach((head, i) => { if (ticks[i].textContent) said.push(head); });
    return said;
  };

  const links = contents.querySelectorAll("a");
  let areas;
  const index = () => areas || (areas = [...document.querySelectorAll(".area")].map((section, i) => {
    const heads = texts(section.querySelectorAll(".form thead .k"));
    const title = section.querySelector("h2").textContent;
    const topics = [...section.querySelector(".form").tBodies].map((body) => {
      const cell = body.querySelector(".t");
      const above = [title, cell.textContent];
      const rows = [...body.rows].map((row) => ({ row, text: fold([...above, ...words(row, heads)].join("\n")), found: true }));
      return { body, cell, rows };
    });
    return { section, topics, found: 0, line: links[i].parentNode, number: links[i].querySelector("small") };
  }));

  const set = (thing, key, value) => { if (thing[key] !== value) thing[key] = value; };

  // The cell of a topic spans its rows: while some are hidden it stands in the first that shows and spans those that do.
  const showTopic = ({ body, cell, rows }) => {
    const shown = rows.filter(({ found }) => found);
    for (const { row, found } of rows) set(row, "hidden", !found);
    set(body, "hidden", !shown.length);
    if (!shown.length) return;
    const first = shown[0].row;
    if (cell.parentNode !== first) first.insertBefore(cell, first.cells[1]);
    set(cell, "rowSpan", shown.length);
  };

  const showArea = ({ section, topics, found, line, number }) => {
    set(section, "hidden", !found);
    set(line, "hidden", !found);
    set(number, "textContent", String(found));
    if (found) topics.forEach(showTopic);
  };

  // The first areas are shown at once and the rest in the frames that follow, so that typing is never held up.
  let latest;
  const showAreas = (waiting, rows) => {
    latest = waiting;
    while (waiting.length && rows > 0) {
      const area = waiting.shift();
      showArea(area);
      rows -= area.found;
    }
    if (waiting.length) requestAnimationFrame(() => { if (latest === waiting) showAreas(waiting, 100); });
  };

  const find = (wanted) => {
    for (const area of index()) {
      const rows = area.topics.flatMap((topic) => topic.rows);
      for (const entry of rows) entry.found = wanted.every((word) => entry.text.includes(word));
      area.found = rows.filter(({ found }) => found).length;
    }
    return areas.filter(({ found }) => found);
  };

  let shown = "";
  const show = (query) => {
    const wanted = fold(query).split(/\s+/).filter(Boolean);
    const key = wanted.join(" ");
    if (key === shown) return;
    shown = key;
    const found = find(wanted);
    const rows = found.reduce((sum, area) => sum + area.found, 0);
    document.body.classList.toggle("searching", Boolean(key));
    showAreas([...areas], 12);
    scrollTo(0, 0);
    const { hits, none } = status.dataset;
    status.textContent = !key ? "" : rows ? hits.replace("{rows}", rows).replace("{areas}", found.length) : none;
    history.replaceState(null, "", key ? "#q=" + encodeURIComponent(query.trim()) : location.href.split("#")[0] + "#");
  };
  const clear = () => { box.value = ""; show(""); };

  // An input method composes a word from letters that are not yet meant.
  box.addEventListener("input", (event) => { if (!event.isComposing) show(box.value); });
  box.addEventListener("compositionend", () => show(box.value));
  form.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) { clear(); box.focus(); } });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => { event.preventDefault(); clear(); box.focus(); });

  // An address may hold a search, or a row, which must not stay hidden behind one.
  const follow = () => {
    let name;
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    if (name.startsWith("q=")) {
      box.value = name.slice(2);
      show(box.value);
    } else if (name && $(name)?.closest("[hidden]")) {
      clear();
      requestAnimationFrame(() => location.replace("#" + name));
    }
  };
  addEventListener("hashchange", follow);

  const narrow = matchMedia("(max-width: 79.99em)");
  const folding = () => { contents.open = !narrow.matches; };
  narrow.addEventListener("change", folding);
  contents.addEventListener("click", (event) => { if (narrow.matches && event.target.closest("a")) contents.open = false; });

  // An empty box is for the eye: who listens to a row hears the channels that apply, not the dozen of the form.
  for (const box of document.querySelectorAll(".h li:not(.y)")) box.ariaHidden = "true";

  // The words of all rows are gathered while nobody waits for them.
  (window.requestIdleCallback || setTimeout)(index);

  folding();
  form.hidden = false;
  follow();
})();
