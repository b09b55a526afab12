
"use strict";
// Live search over the rows, and folding of the contents on a narrow screen. Without it the page is whole and readable.
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
      else if (cell.matches(".i")) said.push(...texts([...cell.childNodes].filter((node) => node.localName !== "details")), ...texts(cell.querySelectorAll("bdi")));
      else if (!cell.matches(".t")) said.push(cell.textContent);
    }
    const ticks = row.querySelectorAll(".k");
    heads.forEach((head, i) => { if (ticks[i].textContent) said.push(head); });
    return said;
  };

  let areas;
  const links = contents.querySelectorAll("a");
  const index = () => areas ??= [...document.querySelectorAll(".area")].map((section, i) => {
    const heads = texts(section.querySelectorAll(".form thead .k"));
    const title = section.querySelector("h2").textContent;
    return {
      section,
      line: links[i].parentNode,
      count: links[i].querySelector("small"),
      topics: [...section.querySelector(".form").tBodies].map((body) => {
        const cell = body.querySelector(".t");
        const above = [title, cell.textContent];
        return { body, cell, rows: [...body.rows].map((row) => ({ row, text: fold([...above, ...words(row, heads)].join("\n")) })) };
      }),
    };
  });

  const set = (thing, key, value) => { if (thing[key] !== value) thing[key] = value; };

  // The cell of a topic spans its rows: while some are hidden it stands in the first that shows and spans those that do.
  const showTopic = (topic, wanted) => {
    let first = null, count = 0;
    for (const { row, text } of topic.rows) {
      const shown = wanted.every((word) => text.includes(word));
      set(row, "hidden", !shown);
      if (shown) { first ??= row; count++; }
    }
    set(topic.body, "hidden", !count);
    if (count) {
      if (topic.cell.parentNode !== first) first.insertBefore(topic.cell, first.cells[1]);
      set(topic.cell, "rowSpan", count);
    }
    return count;
  };

  let shown = "", place = 0;
  const show = (query) => {
    const wanted = fold(query).split(/\s+/).filter(Boolean);
    const key = wanted.join(" ");
    if (key === shown) return;
    const began = !shown;
    shown = key;
    let rows = 0, found = 0;
    for (const area of index()) {
      let count = 0;
      for (const topic of area.topics) count += showTopic(topic, wanted);
      set(area.section, "hidden", !count);
      set(area.line, "hidden", !count);
      set(area.count, "textContent", String(count));
      rows += count;
      if (count) found++;
    }
    if (began) place = scrollY;
    document.body.classList.toggle("searching", Boolean(key));
    scrollTo({ top: key ? 0 : place, behavior: "instant" });
    status.textContent = !key ? "" : rows ? status.dataset.hits.replace("{rows}", rows).replace("{areas}", found) : status.dataset.none;
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
    if (location.hash.startsWith("#q=")) {
      try { box.value = decodeURIComponent(location.hash.slice(3)); } catch { return; }
      show(box.value);
      return;
    }
    const hash = location.hash;
    const target = hash.length > 1 && $(decodeURIComponent(hash.slice(1)));
    if (target && target.closest("[hidden]")) { clear(); location.replace(hash); }
  };
  addEventListener("hashchange", follow);

  const narrow = matchMedia("(max-width: 79.99em)");
  const folding = () => { contents.open = !narrow.matches; };
  narrow.addEventListener("change", folding);
  contents.addEventListener("click", (event) => { if (narrow.matches && event.target.closest("a")) contents.open = false; });

  // An empty box is for the eye: who listens to a row hears the channels that apply, not the dozen of the form.
  for (const box of document.querySelectorAll(".h li:not(.y)")) box.ariaHidden = "true";

  folding();
  form.hidden = false;
  follow();
})();
