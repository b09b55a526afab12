
// How an address lands, on the page of a catalogue and on its site. Heights above the place change after the first jump:
// what is off the screen is laid out as it comes near, and the bar at the top grows with the letters. So the place is
// held where it belongs until the page is still, or until the reader does something.
const land = (() => {
  let held;
  for (const each of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(each, () => { held = undefined; }, { capture: true, passive: true });
  }
  return (place) => {
    held = place;
    const table = place.closest(".form");
    let still = 0, top;
    const hold = () => {
      if (held !== place) return;
      // What hides the place shows in this frame or one of the next.
      if (!place.closest("[hidden]")) {
        const sticks = table && getComputedStyle(table.tHead).position === "sticky";
        document.documentElement.style.setProperty("--head", `${sticks ? table.tHead.offsetHeight : 0}px`);
        if (top === undefined && place.hasAttribute("tabindex")) place.focus({ preventScroll: true });
        place.scrollIntoView();
        const now = place.getBoundingClientRect().top;
        still = now === top ? still + 1 : 0;
        top = now;
      }
      if (still < 20) requestAnimationFrame(hold);
    };
    hold();
  };
})();
