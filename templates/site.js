
// The site: a search on its index, and ways of showing every page. Without it every page is whole and readable.
(() => {
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;

  // ---- the address: what is searched and how it is shown. Nothing is stored, so links of the site hand it on.

  const stated = () => { const hash = location.hash.slice(1); return new URLSearchParams(hash.includes("=") ? hash : ""); };
  const more = matchMedia("(prefers-contrast: more)");
  const view = { text: "", contrast: "" };
  const high = () => (view.contrast || (more.matches ? "high" : "")) === "high";
  const look = () => {
    root.classList.toggle("large", Boolean(view.text));
    root.classList.toggle("high", high());
  };
  const read = () => {
    const state = stated();
    view.text = state.get("text") === "large" ? "large" : "";
    view.contrast = ["high", "normal"].find((each) => each === state.get("contrast")) || "";
    look();
  };
  const chosen = () => new URLSearchParams(Object.entries(view).filter((each) => each[1]));
  read();  // before the page is drawn

  addEventListener("DOMContentLoaded", () => {
    const tools = $("_tools"), form = $("_search");
    const links = [...document.querySelectorAll('a[href]:not([href*=":"]):not([href^="#"])')].map((link) => [link, ...link.getAttribute("href").split("#")]);

    // A place on a page: its own name where nothing is chosen, so that the address stays short.
    const at = (place) => {
      const state = chosen();
      if (!String(state)) return place;
      if (place) state.append("at", place);
      return String(state);
    };
    const carry = () => {
      for (const [link, path, place] of links) link.setAttribute("href", [path, at(place || "")].filter(Boolean).join("#"));
    };
    document.addEventListener("click", (event) => {
      const link = event.target.closest('a[href^="#"]');
      if (!link || !String(chosen()) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      location.hash = at(link.getAttribute("href").slice(1));
    });
    const show = () => {
      look();
      for (const button of tools.querySelectorAll("[data-set]")) {
        const [name] = button.dataset.set.split("=");
        button.setAttribute("aria-pressed", String(name === "text" ? Boolean(view.text) : high()));
      }
      carry();
    };
    const write = () => {
      const state = chosen();
      if (form && $("_q").value.trim()) state.append("q", $("_q").value.trim());
      const hash = String(state);
      history.replaceState(null, "", location.href.split("#")[0] + (hash ? "#" + hash : ""));
    };
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("[data-set]");
      if (!button) return;
      if (button.dataset.set === "text=large") view.text = view.text ? "" : "large";
      else if (more.matches) view.contrast = high() ? "normal" : "";
      else view.contrast = high() ? "" : "high";
      show();
      write();
    });
    $("_print").addEventListener("click", () => print());
    more.addEventListener("change", show);

    // A place by its own name is marked by the browser; both have to land below what sticks at the top.
    let here;
    const named = () => {
      const hash = location.hash.slice(1);
      try { return hash.includes("=") ? "" : decodeURIComponent(hash); } catch { return ""; }
    };
    const arrive = () => {
      if (here) here.classList.remove("here");
      here = $(stated().get("at") || "");
      if (here) here.classList.add("here");
      const place = here || $(named());
      if (place) land(place);
    };

    // ---- search

    const search = () => {
      const box = $("_q"), status = $("_hits"), list = $("_found");
      const finder = finderOf(box.dataset.initials);
      let entries;
      const index = () => entries || (entries = [...list.children].map((line) => {
        const seen = fold(line.textContent);
        return { line, seen, text: `${seen}\n${fold(line.dataset.w)}`, area: line.querySelector("a").getAttribute("href").split("/")[1] };
      }));
      // What is found in its title, area or office comes before what is found in its content.
      const find = () => {
        const query = box.value.trim(), finders = findersOf(query, finder);
        const found = query ? index().filter(({ text }) => finders.every((has) => has(text))) : [];
        const first = found.filter(({ seen }) => finders.every((has) => has(seen)));
        list.textContent = "";
        list.append(...new Set([...first, ...found].map(({ line }) => line)));
        list.hidden = !found.length;
        root.classList.toggle("searching", Boolean(query));
        const areas = new Set(found.map(({ area }) => area)).size;
        const { hits, none } = status.dataset;
        status.textContent = !query ? "" : found.length ? hits.replace(/\{rows\}/g, found.length).replace(/\{areas\}/g, areas) : none;
      };
      index();
      const changed = () => { find(); write(); };
      const restart = () => { box.value = ""; changed(); box.focus(); };
      // An input method composes a word from letters that are not yet meant.
      box.addEventListener("input", (event) => { if (!event.isComposing) changed(); });
      box.addEventListener("compositionend", changed);
      form.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) restart(); });
      form.addEventListener("reset", (event) => { event.preventDefault(); restart(); });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const first = list.querySelector("a");
        if (first) first.focus();
      });
      form.hidden = false;
      return () => { box.value = stated().get("q") || ""; find(); };
    };

    const again = form ? search() : () => {};
    const follow = () => { again(); arrive(); };
    addEventListener("hashchange", () => {
      if (location.hash.slice(1).includes("=") || !location.hash) read();
      show();
      follow();
    });
    tools.hidden = false;
    show();
    follow();
  });
})();
