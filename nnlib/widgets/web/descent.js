// Gradient descent on a landscape over two weights. The landscapes come from Python as the terms of polynomials. Every
// descent is computed anew from its start, by the same operations as in Python: so the numbers are equal.

const LEFT = 44; // of the plot in the drawing
const TOP = 8;
const UNIT = 80; // pixels for 1, the same along both weights: only so is the steepest way at a right angle to a band
const CELLS = [112, 80];
const BANDS = 10;
const MARKED = 60; // steps, as many as can be told apart
const PAUSE = 90; // milliseconds between two steps of a run
const ORDERS = { simultaneous: "at once", sequential: "one by one" };

// ---- the numbers

const power = (w, n) => {
  let product = 1;
  for (let k = 0; k < n; k++) product *= w;
  return product;
};

const error = (terms, [w1, w2]) => terms.reduce((sum, [c, i, j]) => sum + c * power(w1, i) * power(w2, j), 0);

const derivatives = (terms) => [
  terms.map(([c, i, j]) => [c * i, i - 1, j]),
  terms.map(([c, i, j]) => [c * j, i, j - 1]),
];

/** Random numbers, nearly normal: each is the sum of twelve between 0 and 1, less 6, from Lehmer's generator. */
function draws(seed) {
  let state = seed;
  return () => {
    let total = 0;
    for (let k = 0; k < 12; k++) {
      state = (state * 48271) % 2147483647;
      total += state / 2147483647;
    }
    return total - 6;
  };
}

/** The points of a descent, the start first; it ends early where a weight is beyond `far`. */
function descent(terms, order, n, far, { start, eta, momentum, noise, seed }) {
  const slopes = derivatives(terms);
  const draw = draws(seed);
  const moving = order === "simultaneous" ? [[0, 1]] : [[0], [1]]; // what moves together
  const velocity = [0, 0];
  const points = [[...start]];
  while (points.length <= n && points.at(-1).every((w) => Math.abs(w) <= far)) {
    const w = [...points.at(-1)];
    const added = [noise * draw(), noise * draw()];
    for (const weights of moving) {
      const g = weights.map((k) => error(slopes[k], w) + added[k]);
      weights.forEach((k, place) => {
        velocity[k] = momentum * velocity[k] - eta * g[place];
        w[k] += velocity[k];
      });
    }
    points.push(w);
  }
  return points;
}

/** Whether a step has gone past the lowest place on its line: where it lands, going on would be uphill. */
function overshot(terms, from, to) {
  const [s1, s2] = derivatives(terms).map((slope) => error(slope, to));
  return s1 * (to[0] - from[0]) + s2 * (to[1] - from[1]) > 0;
}

// ---- the landscape

/** The part of a cell that lies above a level: its corners, and the points where the level crosses an edge. */
function above(corners, level) {
  const inside = [];
  const crossings = [];
  corners.forEach(([x, y, E], k) => {
    const [x2, y2, E2] = corners[(k + 1) % 4];
    if (E >= level) inside.push([x, y]);
    if (E >= level !== E2 >= level) {
      const share = (level - E) / (E2 - E);
      const point = [x + share * (x2 - x), y + share * (y2 - y)];
      inside.push(point);
      crossings.push(point);
    }
  });
  return { inside, crossings };
}

/** All that is above a level as the path of an area, and the border of it as the path of a line. */
function contour(columns, rows, heights, level) {
  const write = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const high = heights.map((row) => row.map((E) => (E >= level ? 1 : 0)));
  let area = "";
  let line = "";
  for (let r = 0; r + 1 < rows.length; r++) {
    let whole = null; // where a run of cells began that are above altogether: one piece of the path for all of them
    for (let c = 0; c < columns.length; c++) {
      const end = c + 1 === columns.length;
      const count = end ? 0 : high[r][c] + high[r][c + 1] + high[r + 1][c] + high[r + 1][c + 1];
      if (count === 4) whole ??= c;
      else if (whole !== null) {
        area += `M${columns[whole]} ${rows[r]}H${columns[c]}V${rows[r + 1]}H${columns[whole]}Z`;
        whole = null;
      }
      if (count === 0 || count === 4) continue;
      const places = [[c, r], [c + 1, r], [c + 1, r + 1], [c, r + 1]];
      const { inside, crossings } = above(places.map(([i, j]) => [columns[i], rows[j], heights[j][i]]), level);
      area += `M${inside.map(write).join("L")}Z`;
      for (let k = 0; k < crossings.length; k += 2) line += `M${write(crossings[k])}L${write(crossings[k + 1])}`;
    }
  }
  return { area, line };
}

// ---- words

const raised = (digits) => [...digits].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("");
const ten = (n) => `10${n < 0 ? "⁻" : ""}${raised(String(Math.abs(n)))}`;
const minus = (text) => text.replace(/-/g, "−");

/** A number in four digits. */
function brief(v) {
  const size = Math.abs(v);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) {
    const [digits, exponent] = v.toExponential(2).split("e");
    return `${minus(digits)} · ${ten(+exponent)}`;
  }
  return minus(String(+v.toPrecision(4)));
}

const point = (w) => `(${w.map((v) => (Math.abs(v) < 5e-7 ? "0" : brief(v))).join(", ")})`;
const height = (E) => (Math.abs(E) < 1e-15 && E !== 0 ? `E below ${ten(-15)}` : `E = ${brief(E)}`);
const counted = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;

/** What became of a descent: measured, not foreseen. */
function story(name, terms, path, far, seen) {
  const errors = path.map((w) => error(terms, w));
  const n = path.length - 1;
  if (n === 0) return `${name}: at the start ${point(path[0])}, ${height(errors[0])}.`;
  if (path[n].some((v) => Math.abs(v) > far)) {
    const how = errors[n] < errors[0] ? "ran off downhill" : "diverged";
    return `${name}: ${how}. After ${counted(n, "step")} a weight is beyond a million.`;
  }
  const steps = path.slice(1).map((to, k) => [path[k], to]);
  const past = steps.filter(([from, to]) => overshot(terms, from, to)).length;
  const rose = errors.slice(1).filter((E, k) => E > errors[k]).length;
  const hidden = seen(path[n]) ? "" : " (outside the picture)";
  return `${name}, after ${counted(n, "step")}: ${point(path[n])}${hidden}, ${height(errors[n])}. ` +
    `Steps past the lowest place on their line: ${past} of ${n}; uphill: ${rose} of ${n}.`;
}

/** Where the learning rate stands, for a quadratic bowl of this largest curvature L. */
function standing(L, { eta, momentum, noise, bound }) {
  const most = (2 * (1 + momentum)) / L; // with momentum too, as long as E is quadratic
  const near = (a, b) => Math.abs(a - b) < 1e-9 * b;
  const found = `${momentum ? "2 (1 + α) / L" : "2 / L"} = ${brief(most)}`;
  const told = bound ? `Largest curvature L = ${brief(L)}; the bound on η, for steps at once, is ${found}. ` : "";
  if (eta === 0) return `${told}With η = 0 nothing moves.`;
  if (eta > most && !near(eta, most)) return `${told}η is above the bound: almost every start diverges.`;
  const rest = noise ? "; but the noise never lets it rest." : ".";
  if (near(eta, most)) return `${told}η is at the bound: in the steepest direction it swings on and on.`;
  if (momentum) return `${told}η is below the bound: the descent nears the minimum${rest}`;
  if (near(eta, 1 / L)) return `${told}η is 1/L: in the steepest direction one step is enough${rest}`;
  if (eta < 1 / L) return `${told}η is below 1/L: ${noise ? "but for the noise, " : ""}no step overshoots.`;
  return `${told}η is above 1/L, below the bound: in the steepest direction it overshoots, less each time${rest}`;
}

// ---- the piece

function render({ model, el }) {
  const surfaces = model.get("surfaces");
  const { w: limits, steps: most, noise: loudest, far } = model.get("most");
  const [[left, right], [bottom, top]] = limits;
  const width = UNIT * (right - left);
  const height = UNIT * (top - bottom);
  const across = (w1) => LEFT + UNIT * (w1 - left);
  const down = (w2) => TOP + UNIT * (top - w2);
  let running = null;
  let drawn = null; // the surface that is on the screen
  let changing = false;

  // ---- the parts
  const surface = choice("landscape", {
    options: Object.entries(surfaces).map(([key, { label }]) => [key, label]), value: model.get("surface"),
    changed: (key) => {
      stop();
      const { start, eta } = surfaces[key];
      changing = true; // three parts of the model: shown once, when all of them fit together
      put(model, { surface: key, start: [...start], eta: eta[0] });
      changing = false;
      show();
    },
  });
  const order = choice("the weights move", {
    options: [...Object.entries(ORDERS), ["both", "both ways, compared"]], value: model.get("order"),
    changed: (key) => put(model, { order: key }),
  });
  const etaSlider = slider("learning rate η", {
    min: 0, max: 1, step: 0.01, value: 0, moved: (eta) => put(model, { eta }),
  });
  const momentumSlider = slider("momentum α", {
    min: 0, max: 0.99, step: 0.01, value: model.get("momentum"), moved: (momentum) => put(model, { momentum }),
  });
  const noiseSlider = slider("noise", {
    min: 0, max: loudest, step: 0.1, value: model.get("noise"), moved: (noise) => put(model, { noise }),
  });
  const stepsSlider = slider("steps", {
    min: 0, max: most, step: 1, value: model.get("steps"),
    moved: (steps) => {
      stop();
      put(model, { steps });
    },
  });
  const step = button("Step", () => {
    stop();
    take();
  });
  const run = button("Run ▶", () => (running ? stop() : go()));
  const reset = button("Reset", () => {
    stop();
    put(model, { steps: 0 });
  });
  const other = button("Other noise", () => put(model, { seed: (model.get("seed") % 1000) + 1 }));
  const startFields = [0, 1].map((k) =>
    field(k ? "start w₂" : "start w₁", { value: model.get("start")[k], step: 0.1, changed: (v) => move(k, v) }));

  const ground = svg("g");
  const ways = svg("g");
  const viewBox = `${LEFT} ${TOP} ${width} ${height}`; // a drawing of its own, so that nothing leaves the frame
  const view = svg("svg", { x: LEFT, y: TOP, width, height, viewBox }, ground, ways);
  const handle = svg("g", { class: "start", tabindex: 0, role: "application", "aria-roledescription": "point to move" },
    svg("circle", { class: "reach", r: 30 }), svg("circle", { class: "ring", r: 9 }));
  const picture = svg("g", { role: "img" }, view, axes());
  const map = svg("svg", {
    class: "map", role: "group", "aria-label": "Seen from above",
    viewBox: `0 0 ${LEFT + width + 12} ${TOP + height + 44}`,
  }, picture, handle);
  const errors = svg("svg", { class: "errors", viewBox: "0 0 300 210", role: "img" });
  const about = html("p", { class: "about" });
  const legend = html("p", { class: "legend" });
  const words = html("div", { class: "words" });
  const table = html("table");
  const { element: voiceElement, say, end } = voice();

  const sliders = [etaSlider, momentumSlider, noiseSlider, stepsSlider];
  el.append(html("div", { class: "plaything descent" },
    html("div", { class: "row" }, surface.element, order.element),
    about,
    html("div", { class: "sliders" }, ...sliders.map(({ element }) => element)),
    html("div", { class: "row" }, step, run, reset, other),
    html("div", { class: "views" }, html("div", { class: "seen" }, map,
      html("p", { class: "note" }, "Drag the open ring, click, or move it with the arrow keys (with Shift, finely).")),
      html("div", { class: "side" }, legend, words, errors)),
    html("details", {}, html("summary", {}, "The start in numbers"),
      html("div", { class: "row" }, ...startFields.map((f) => f.element))),
    html("details", {}, html("summary", {}, "Every step in numbers"),
      html("div", { class: "table", tabindex: 0, role: "region", "aria-label": "Every step in numbers" }, table)),
    voiceElement));

  // ---- what the hand does
  const seen = (w) => w.every((v, k) => v >= limits[k][0] && v <= limits[k][1]);
  const within = (v, k) => Math.min(Math.max(v, limits[k][0]), limits[k][1]);
  const place = (w) => put(model, { start: w.map((v, k) => +within(v, k).toFixed(2)) });

  function move(k, v) {
    const start = [...model.get("start")];
    start[k] = within(v, k); // as exact as it was typed
    put(model, { start });
    startFields[k].input.value = number(start[k]);
  }

  function pointed(event) {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    return [left + (x - LEFT) / UNIT, top - (y - TOP) / UNIT];
  }

  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    handle.focus();
    event.preventDefault();
  });
  handle.addEventListener("pointermove", (event) => {
    if (handle.hasPointerCapture(event.pointerId)) place(pointed(event));
  });
  view.addEventListener("click", (event) => place(pointed(event)));
  handle.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab has its own use for arrow keys
    const by = event.shiftKey ? 0.01 : 0.1;
    place(model.get("start").map((v, k) => v + by * way[k]));
  });

  function take() {
    put(model, { steps: Math.min(most, model.get("steps") + 1) });
  }

  function go() {
    if (model.get("steps") >= most || gone()) put(model, { steps: 0 });
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return put(model, { steps: most });
    running = setInterval(() => {
      take();
      if (model.get("steps") >= most || gone()) stop();
    }, PAUSE);
    show();
  }

  function stop() {
    clearInterval(running);
    running = null;
    run.textContent = "Run ▶";
  }

  const gone = () => Object.values(descents()).every((path) => path.at(-1).some((w) => Math.abs(w) > far));

  function descents() {
    const names = ["start", "eta", "momentum", "noise", "seed"];
    const state = Object.fromEntries(names.map((name) => [name, model.get(name)]));
    const shown = Object.keys(ORDERS).filter((name) => [name, "both"].includes(model.get("order")));
    const { terms } = surfaces[model.get("surface")];
    return Object.fromEntries(shown.map((name) => [name, descent(terms, name, model.get("steps"), far, state)]));
  }

  // ---- what is shown
  function axes() {
    const group = svg("g", { class: "axes" }, svg("rect", { x: LEFT, y: TOP, width, height }));
    for (let w = Math.ceil(left); w <= right; w++)
      group.append(svg("text", { x: across(w), y: TOP + height + 18, "text-anchor": "middle" }, minus(String(w))));
    for (let w = Math.ceil(bottom); w <= top; w++)
      group.append(svg("text", { x: LEFT - 8, y: down(w) + 5, "text-anchor": "end" }, minus(String(w))));
    group.append(svg("text", { x: LEFT + width / 2, y: TOP + height + 38, "text-anchor": "middle" }, "w₁"),
      svg("text", { x: 4, y: down(0.5) + 5 }, "w₂"));
    return group;
  }

  function drawGround(terms) {
    const [n, m] = CELLS;
    const w1 = Array.from({ length: n + 1 }, (_, k) => left + ((right - left) * k) / n);
    const w2 = Array.from({ length: m + 1 }, (_, k) => top - ((top - bottom) * k) / m);
    const heights = w2.map((b) => w1.map((a) => error(terms, [a, b])));
    const sorted = Float64Array.from(heights.flat()).sort();
    ground.replaceChildren();
    for (let k = 1; k < BANDS; k++) { // bands of equal area
      const level = sorted[Math.floor((k * sorted.length) / BANDS)];
      const { area, line } = contour(w1.map(across), w2.map(down), heights, level);
      ground.append(svg("path", { class: "band", d: area }), svg("path", { class: "level", d: line }));
    }
  }

  const shape = (name, [x, y], r, kind) => name === "simultaneous"
    ? svg("circle", { class: kind, cx: x, cy: y, r })
    : svg("rect", { class: kind, x: x - r * 0.9, y: y - r * 0.9, width: 1.8 * r, height: 1.8 * r });

  /** Where a point is drawn; from one that is far outside, the direction is kept and the distance cut. */
  function spot([w1, w2]) {
    const shrink = Math.min(1, 100 / Math.max(Math.abs(w1), Math.abs(w2), 1));
    return [across(w1 * shrink), down(w2 * shrink)];
  }

  function drawWays(paths) {
    ways.replaceChildren();
    for (const [name, path] of Object.entries(paths)) {
      const spots = path.map(spot);
      const points = spots.map((xy) => xy.map((v) => v.toFixed(2)).join(",")).join(" ");
      const marks = path.length <= MARKED ? spots.slice(1, -1).map((xy) => shape(name, xy, 3.5, "mark")) : [];
      ways.prepend(svg("polyline", { class: "halo", points })); // under all, so that equal ways are seen as two
      ways.append(svg("g", { class: `way ${name}` }, svg("polyline", { class: "line", points }), ...marks,
        path.length > 1 ? shape(name, spots.at(-1), 7, "end") : null));
    }
    const start = model.get("start");
    handle.setAttribute("transform", `translate(${across(start[0])} ${down(start[1])})`);
    handle.setAttribute("aria-label", `Start: w1 = ${start[0]}, w2 = ${start[1]}. The arrow keys move it.`);
  }

  function drawErrors(paths, { terms, bounded }) {
    const heights = Object.entries(paths).map(([name, path]) => [name, path.map((w) => error(terms, w))]);
    const scale = bounded ? (E) => Math.log10(Math.max(E, 1e-12)) : (E) => E;
    const scaled = heights.flatMap(([, values]) => values.map(scale));
    let [low, high] = [Math.min(...scaled), Math.max(...scaled)];
    if (bounded) [low, high] = [Math.floor(low), Math.ceil(high)];
    if (low === high) high += 1;
    const last = Math.max(1, ...Object.values(paths).map((path) => path.length - 1));
    const at = (E, k) => [62 + (225 * k) / last, 170 - (145 * (scale(E) - low)) / (high - low)];
    const tick = (v) => (bounded ? (v === -12 ? `≤ ${ten(v)}` : ten(v)) : brief(v));
    errors.replaceChildren(
      svg("path", { class: "axis", d: "M62 25V170H287" }),
      svg("text", { x: 4, y: 14 }, bounded ? "E, logarithmic" : "E"),
      svg("text", { x: 56, y: 32, "text-anchor": "end" }, tick(high)),
      svg("text", { x: 56, y: 174, "text-anchor": "end" }, tick(low)),
      svg("text", { x: 62, y: 190, "text-anchor": "middle" }, "0"),
      svg("text", { x: 287, y: 190, "text-anchor": "end" }, counted(last, "step")),
      ...heights.map(([name, values]) => {
        const spots = values.map(at);
        return svg("g", { class: `curve ${name}` },
          svg("polyline", { points: spots.map((xy) => xy.map((v) => v.toFixed(1)).join(",")).join(" ") }),
          ...(spots.length <= 31 ? spots : spots.slice(-1)).map((xy) => shape(name, xy, 2.5, "dot")));
      }));
    const told = heights.map(([name, values]) =>
      `${ORDERS[name]} from ${brief(values[0])} to ${brief(values.at(-1))} in ${counted(values.length - 1, "step")}`);
    errors.setAttribute("aria-label", `E over the steps: ${told.join(", ")}`);
  }

  function drawTable(paths, terms) {
    const names = Object.keys(paths);
    const length = Math.max(...Object.values(paths).map((path) => path.length));
    const head = ["step", ...names.flatMap((name) => ["w₁", "w₂", "E"].map((what) => `${what} ${ORDERS[name]}`))];
    const rows = Array.from({ length }, (_, k) => html("tr", {}, html("th", { scope: "row" }, k),
      ...names.flatMap((name) => {
        const w = paths[name][k];
        return (w ? [...w, error(terms, w)] : ["", "", ""]).map((v) =>
          html("td", { "data-value": v }, v === "" ? "" : minus(number(v))));
      })));
    table.replaceChildren(
      html("thead", {}, html("tr", {}, ...head.map((text) => html("th", { scope: "col" }, text)))),
      html("tbody", {}, ...rows));
  }

  function sample(name) {
    return svg("svg", { viewBox: "0 0 44 14", width: 44, height: 14, "aria-hidden": "true" },
      svg("g", { class: `way ${name}` }, svg("path", { class: "line", d: "M2 7H42" }), shape(name, [22, 7], 4, "end")));
  }

  function show() {
    const state = Object.fromEntries(
      ["eta", "momentum", "noise", "bound", "steps", "start"].map((name) => [name, model.get(name)]));
    const key = model.get("surface");
    const land = surfaces[key];
    if (drawn !== key) {
      drawGround(land.terms);
      drawn = key;
      [etaSlider.input.max, etaSlider.input.step] = land.eta.slice(1);
      about.replaceChildren(html("strong", {}, land.formula), `. ${land.about} The redder, the higher.`);
    }
    surface.set(key);
    order.set(model.get("order"));
    etaSlider.set(state.eta);
    momentumSlider.set(state.momentum);
    noiseSlider.set(state.noise);
    stepsSlider.set(state.steps);
    startFields.forEach((f, k) => f.set(state.start[k]));
    other.disabled = !state.noise;
    reset.disabled = !state.steps;
    step.disabled = state.steps >= most;
    run.textContent = running ? "Pause ❚❚" : "Run ▶";

    const paths = descents();
    drawWays(paths);
    drawErrors(paths, land);
    drawTable(paths, land.terms);
    const apart = land.terms.some(([, i, j]) => i && j);
    const lines = Object.entries(paths).map(([name, path]) =>
      story(name === "simultaneous" ? "At once" : "One by one", land.terms, path, far, seen));
    if (paths.simultaneous && paths.sequential && !apart)
      lines.push("Here neither slope depends on the other weight, so both ways take the same steps.");
    if (land.curvature && paths.simultaneous) lines.push(standing(land.curvature, state));
    words.replaceChildren(...lines.map((line) => html("p", {}, line)));
    legend.replaceChildren(...Object.keys(paths).map((name) => html("span", {}, sample(name), ORDERS[name])));
    picture.setAttribute("aria-label", `The landscape ${land.label}. ${lines.join(" ")}`);
    if (!running) say(lines.join(" "));
  }

  const state = ["surface", "order", "start", "eta", "momentum", "noise", "seed", "steps", "bound"];
  const endWatch = watch(model, state, () => changing || show());
  show();
  return () => {
    stop();
    endWatch();
    end();
  };
}

export default { render };
