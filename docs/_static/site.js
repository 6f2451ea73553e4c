// A plaything in a frame gets the height of its content, the page's light or dark, and no heading of its own: the page
// has one. A browser forbids that for a site opened from disk, which keeps the height in site.css.
addEventListener("load", () => {
  for (const frame of document.querySelectorAll(".plaything-frame")) {
    const inside = frame.contentDocument;
    if (!inside) continue;
    inside.querySelector("h1").hidden = true;
    inside.body.style.margin = 0;
    inside.body.style.padding = 0;
    new ResizeObserver(() => {
      frame.style.height = `${inside.documentElement.offsetHeight}px`;
    }).observe(inside.documentElement);
    const dress = () => {
      const { theme } = document.documentElement.dataset;
      inside.documentElement.style.colorScheme = theme;
      inside.body.dataset.jpThemeLight = theme === "light";
    };
    new MutationObserver(dress).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    dress();
  }
});
