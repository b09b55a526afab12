
// Search, selection and ways of showing the page. Without it the page is whole and readable.
// Written for browsers from Chromium 80 on: those of many offices are not new.
(() => {
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;
  const form = $("_search"), box = $("_q"), status = $("_hits"), chips = $("_chosen"), filter = $("_filter");
  const contents = $("_nav"), tools = $("_tools");
  const boxes = [...form.querySelectorAll("[type=checkbox]")];
  const set = (thing, key, value) => { if (thing[key] !== value) thing[key] = value; };
  const texts = (nodes) => [...nodes].map((node) => node.textContent);

  // ---- words that a row can be found by

  // What a row says, but neither the boxes it does not tick nor the labels all rows share.
  const words = (row, heads) => {
    const said = [row.id];
    for (const cell of row.cells) {
      if (cell.matches(".h")) said.push(...texts(cell.querySelectorAll("p, .y, sup")));
      else if (cell.matches(".i")) {
        said.push(...texts([...cell.childNodes].filter((node) => node.localName !== "details")));
        said.push(...texts(cell.querySelectorAll("bdi")));
      } else if (cell.matches(".c, .b") && cell.querySelector("li")) said.push(...texts(cell.querySelectorAll("li, sup")));
      else if (!cell.matches(".t")) said.push(cell.textContent);
    }
    const ticks = row.querySelectorAll(".k");
    heads.forEach((head, i) => { if (ticks[i].textContent) said.push(head); });
    return said;
  };

  const finder = finderOf(box.dataset.initials);

  const links = contents.querySelectorAll("a");
  let areas;
  const index = () => areas || (areas = [...document.querySelectorAll(".area")].map((section, i) => {
    const heads = texts(section.querySelectorAll(".form thead .k"));
    const title = section.querySelector("h2").textContent;
    const form = section.querySelector(".form");
    const topics = [...(form ? form.tBodies : [])].map((body) => {
      const cell = body.querySelector(".t");
      const above = [title, cell.textContent];
      const rows = [...body.rows].map((row) => ({
        row, text: fold([...above, ...words(row, heads)].join("\n")), choices: row.dataset.f.split(" "), found: true,
      }));
      return { body, cell, rows };
    });
    return { section, topics, found: 0, line: links[i].parentNode, number: links[i].querySelector("small") };
  }));

  // ---- what is found

  // A row is found if it has every word and, of each facet with something chosen, one of the choices. The number beside a
  // choice says how many rows it would find: those that fail by no facet, or by its own alone.
  const facetOf = boxes.map(({ name }) => name);
  const find = (query) => {
    const finders = findersOf(query, finder);
    const chosen = {};
    boxes.forEach((each, i) => { if (each.checked) (chosen[each.name] = chosen[each.name] || new Set()).add(String(i)); });
    const facets = Object.keys(chosen);
    const counts = boxes.map(() => 0);
    for (const area of index()) {
      area.found = 0;
      for (const { rows } of area.topics) for (const entry of rows) {
        entry.found = false;
        if (!finders.every((has) => has(entry.text))) continue;
        const failed = facets.filter((facet) => !entry.choices.some((choice) => chosen[facet].has(choice)));
        if (failed.length > 1) continue;
        for (const choice of entry.choices) if (!failed.length || facetOf[choice] === failed[0]) counts[choice] += 1;
        if (failed.length) continue;
        entry.found = true;
        area.found += 1;
      }
    }
    return counts;
  };

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

  const afterFrame = (next) => requestAnimationFrame(() => setTimeout(next));

  // The first areas are shown at once and the rest in the frames that follow, so that typing is never held up.
  let latest;
  const showAreas = (waiting, rows) => {
    latest = waiting;
    while (waiting.length && rows > 0) {
      const area = waiting.shift();
      showArea(area);
      rows -= area.found;
    }
    if (waiting.length) afterFrame(() => { if (latest === waiting) showAreas(waiting, 60); });
  };

  // Each choice is a button beside the search that takes it back.
  const showChosen = () => {
    const chosen = boxes.filter(({ checked }) => checked);
    chips.textContent = "";
    for (const each of chosen) {
      const chip = document.createElement("button");
      const name = each.nextElementSibling;
      chip.type = "button";
      chip.append(...[...name.childNodes].map((node) => node.cloneNode(true)));
      chip.setAttribute("aria-label", chips.dataset.drop + name.textContent);
      chip.addEventListener("click", () => {
        each.checked = false;
        changed(true);
        (chips.querySelector("button") || box).focus();
      });
      const line = document.createElement("li");
      line.append(chip);
      chips.append(line);
    }
    set(chips, "hidden", !chosen.length);
  };

  let tell = () => {};
  let shown = "";
  const show = () => {
    const query = box.value.trim();
    const key = [query, ...boxes.filter(({ checked }) => checked).map(({ name, value }) => name + "=" + value)].join("\n");
    if (key === shown) return;
    shown = key;
    const counts = find(query);
    const found = areas.filter((area) => area.found);
    const rows = found.reduce((sum, area) => sum + area.found, 0);
    root.classList.toggle("searching", Boolean(key));
    boxes.forEach((each, i) => {
      const number = each.parentNode.lastElementChild;
      set(number, "textContent", String(counts[i]));
      each.parentNode.classList.toggle("none", !counts[i] && !each.checked);
    });
    showChosen();
    showAreas([...areas], 12);
    scrollTo(0, 0);
    $("_none").hidden = Boolean(rows);
    tell = () => {
      const { hits, none } = status.dataset;
      status.textContent = !key ? "" : rows ? hits.replace(/\{rows\}/g, rows).replace(/\{areas\}/g, found.length) : none;
    };
    tell();
  };

  // ---- ways of showing: as if the reader's system had asked for them

  const own = tools.querySelector("button").dataset.set.split("=")[1];
  const system = { theme: ["(prefers-color-scheme: dark)", "dark", "light"], contrast: ["(prefers-contrast: more)", "high", "normal"] };
  for (const each of Object.values(system)) each[0] = matchMedia(each[0]);
  const now = (name) => view[name] || (name in system && system[name][0].matches ? system[name][1] : "");
  const view = { lang: own, text: "", contrast: "", theme: "" };
  const media = [...document.styleSheets[0].cssRules].filter((rule) => rule.media).map((rule) => [rule.media, rule.media.mediaText]);
  const asked = (query) => {
    const scale = view.text ? 1.5 : 1;
    const scheme = view.theme ? `(min-width: ${view.theme === "dark" ? 0 : 99999}px)` : "$&";
    return query.replace(/([\d.]+)em\b/g, (_, length) => length * scale + "em").replace("(prefers-color-scheme: dark)", scheme);
  };

  // The page's own words in its other language. What stands in two languages already is a matter of style.
  const main = (lang) => (lang === "zh-en" ? "zh" : lang);
  const said = () => {
    const other = new Map(), back = own === "en";
    for (const line of tools.dataset.words.split("\n")) {
      const [from, to] = back ? line.split("\t").reverse() : line.split("\t");
      if (!other.has(from)) other.set(from, to);
    }
    return (text) => {
      const [, word, colon] = /^([^]*?)([：:]?)$/.exec(text.trim());
      return other.get(text.trim()) || (other.has(word) ? other.get(word) + (colon && (back ? "：" : ": ")) : undefined);
    };
  };

  // Each change of language is a function of whether the words are to be the other ones.
  const inText = (node, word) => {
    const mine = node.data;
    let place = node.parentNode;
    if (place.childNodes.length > 1) {
      // The words get an element of their own, which can say their language.
      place = document.createElement("span");
      node.replaceWith(place);
      place.append(node);
    }
    return (other) => {
      node.data = other ? word : mine;
      if (other) place.lang = own === "en" ? "zh-CN" : "en"; else place.removeAttribute("lang");
    };
  };
  const inAttribute = (node, name, mine, word) => (other) => node.setAttribute(name, other ? word : mine);
  const inStyle = (style, name, mine, word) => (other) => style.setProperty(name, other ? JSON.stringify(word) : mine);
  const unquoted = (string) => string.slice(1, -1).replace(/\\([0-9a-f]+) /g, (_, code) => String.fromCodePoint(parseInt(code, 16)));

  const collect = () => {
    const translated = said(), changes = [];
    if (own !== "zh-en") {
      const nodes = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) nodes.push(walker.currentNode);
      for (const node of nodes) { const word = translated(node.data); if (word) changes.push(inText(node, word)); }
    }
    // A note is no word of the page that comes again: it has its other language with it.
    for (const note of document.querySelectorAll("[data-o]")) changes.push(inText(note.firstChild, note.dataset.o));
    for (const name of ["aria-label", "placeholder", "data-hits", "data-none", "data-drop"]) {
      for (const node of document.querySelectorAll(`[${name}]`)) {
        const mine = node.getAttribute(name), word = translated(mine);
        if (word) changes.push(inAttribute(node, name, mine, word));
      }
    }
    for (const { style } of document.styleSheets[0].cssRules) {
      for (const name of style ? ["--label", "--tick"] : []) {
        const mine = style.getPropertyValue(name).trim(), word = mine && translated(unquoted(mine));
        if (word) changes.push(inStyle(style, name, mine, word));
      }
    }
    const title = document.title, word = translated(title);
    if (word) changes.push((other) => { document.title = other ? word : title; });
    return changes;
  };

  // What an attribute says in two languages is parted for a reader of one.
  const doubled = own === "zh-en" ? [[box, "placeholder"], [status, "data-hits"], [status, "data-none"]] : [];
  const parts = doubled.map(([node, name]) => node.getAttribute(name).split(" / "));
  const part = () => doubled.forEach(([node, name], i) => {
    node.setAttribute(name, { zh: parts[i][0], en: parts[i][1] }[spoken] || parts[i].join(" / "));
  });

  let spoken = own, changes;
  const speak = () => {
    const before = main(spoken);
    spoken = view.lang;
    for (const name of ["zh", "en"]) root.classList.toggle("only-" + name, own === "zh-en" && spoken === name);
    part();
    tell();
    if (main(spoken) === before) return;
    index();  // rows are found by the words that the page was made with
    changes = changes || collect();
    for (const change of changes) change(main(spoken) !== main(own));
    tell();
  };

  const look = () => {
    for (const [list, text] of media) { const wanted = asked(text); if (list.mediaText !== wanted) list.mediaText = wanted; }
    root.classList.toggle("large", Boolean(view.text));
    root.classList.toggle("high", now("contrast") === "high");
    speak();
    for (const button of tools.querySelectorAll("[data-set]")) {
      const [name, value] = button.dataset.set.split("=");
      button.setAttribute("aria-pressed", String(now(name) === value));
    }
    folding();
  };

  // ---- the address: what is searched and how it is shown, so that it can be sent to somebody and comes back

  const address = () => {
    const state = new URLSearchParams();
    if (box.value.trim()) state.append("q", box.value.trim());
    for (const { name, value, checked } of boxes) if (checked) state.append(name, value);
    for (const [name, value] of Object.entries(view)) if (value && (name !== "lang" || value !== own)) state.append(name, value);
    return state.toString();
  };

  let typing = false;
  const write = (state, push) => {
    const url = location.href.split("#")[0] + (state ? "#" + state : "");
    if (url !== location.href) history[push ? "pushState" : "replaceState"](null, "", url);
  };
  const changed = (push) => {
    // The first letter of a search is a step that can be taken back, the others are not.
    write(address(), push || !typing);
    typing = !push;
    show();
  };

  // A row, or another place on the page, must not stay hidden behind a search.
  let here;
  const go = (id) => {
    const place = $(id);
    if (!place) return;
    if (place.closest("[hidden]")) clear();
    if (here) here.classList.remove("here");
    here = place;
    here.classList.add("here");
    land(place);
  };
  const clear = () => { box.value = ""; for (const each of boxes) each.checked = false; show(); };

  const follow = () => {
    const hash = location.hash.slice(1);
    typing = false;
    if (hash && !hash.includes("=")) {
      let name = hash;
      try { name = decodeURIComponent(hash); } catch { /* then the hash is the name */ }
      if ($(name)) go(name);
      return;
    }
    const state = new URLSearchParams(hash);
    box.value = state.get("q") || "";
    for (const each of boxes) each.checked = state.getAll(each.name).includes(each.value);
    const known = [...tools.querySelectorAll("[data-set]")].map((button) => button.dataset.set);
    for (const name of Object.keys(view)) {
      const value = state.get(name) || "";
      view[name] = known.includes(name + "=" + value) || (name in system && value === system[name][2]) ? value : name === "lang" ? own : "";
    }
    look();
    show();
    if (state.get("at")) go(state.get("at"));
  };

  // ---- what the reader does

  // An input method composes a word from letters that are not yet meant.
  box.addEventListener("input", (event) => { if (!event.isComposing) changed(false); });
  box.addEventListener("compositionend", () => changed(false));
  form.addEventListener("change", (event) => { if (event.target.type === "checkbox") changed(true); });
  const restart = () => { clear(); write(address(), true); box.focus(); };
  form.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) restart(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => { event.preventDefault(); restart(); });
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-set]");
    if (!button) return;
    const [name, value] = button.dataset.set.split("=");
    const on = now(name) === value, [asks, , off] = system[name] || [];
    if (name === "lang") view.lang = value;
    else if (asks && asks.matches) view[name] = on ? off : "";
    else view[name] = on ? "" : value;
    look();
    write(address(), true);
  });
  $("_print").addEventListener("click", () => print());
  // A link to a place keeps what the address says beside it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]'), state = address();
    if (!link || !state || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const id = link.getAttribute("href").slice(1);
    go(id);
    const after = new URLSearchParams(address());
    after.append("at", id);
    write(after.toString(), true);
  });
  // Evidence opens over the table, so one at a time, and Escape closes it.
  const open = () => document.querySelectorAll(".form details[open]");
  document.addEventListener("toggle", ({ target }) => {
    if (target.open && target.closest(".form")) for (const each of open()) if (each !== target) each.open = false;
  }, true);
  document.addEventListener("keydown", (event) => {
    const details = event.key === "Escape" && event.target.closest(".form details[open]");
    if (!details) return;
    details.open = false;
    details.querySelector("summary").focus();
  });
  addEventListener("hashchange", follow);
  for (const [asks] of Object.values(system)) asks.addEventListener("change", look);

  let narrow;
  const foldAll = () => { contents.open = !narrow.matches; if (filter) filter.open = !narrow.matches; };
  const folding = () => {
    const query = asked("(max-width: 87.99em)");
    if (narrow && narrow.asked === query) return;
    if (narrow) narrow.removeEventListener("change", foldAll);
    narrow = matchMedia(query);
    narrow.asked = query;
    narrow.addEventListener("change", foldAll);
    foldAll();
  };
  // The bar on a narrow screen grows with what is chosen; nothing may come to stand below it.
  const side = form.parentNode;
  new ResizeObserver(() => {
    if (!narrow.matches) root.style.removeProperty("--bar");
    else if (!contents.open && !(filter && filter.open)) root.style.setProperty("--bar", side.offsetHeight + "px");
  }).observe(side);
  contents.addEventListener("click", (event) => { if (narrow.matches && event.target.closest("a")) contents.open = false; });

  // The number of a row is its address, to be copied.
  for (const cell of document.querySelectorAll(".form .n")) {
    const link = document.createElement("a");
    link.href = "#" + cell.parentNode.id;
    link.append(...cell.childNodes);
    cell.append(link);
  }

  // An empty box is for the eye: who listens to a row hears the channels that apply, not the dozen of the form.
  for (const each of document.querySelectorAll(".h li:not(.y)")) each.ariaHidden = "true";

  // The words of all rows are gathered while nobody waits for them.
  (window.requestIdleCallback || setTimeout)(index);

  form.hidden = tools.hidden = false;
  for (const [name, lang] of [["zh", "zh-CN"], ["en", "en"]]) tools.querySelector(`[data-set="lang=${name}"]`).lang = lang;
  look();
  follow();
})();
