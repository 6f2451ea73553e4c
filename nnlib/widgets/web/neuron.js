// A neuron of two inputs: on the left the plane of its inputs, on the right its activation; the same numbers in both.

const LEAST_INPUT = -0.25;
const MOST_INPUT = 1.25;
const MOST_WEIGHT = 4;
const STEP = 0.125; // an exact binary fraction, so that a sum on the line is 0 and not 5e-17
const SIZE = 340; // of both drawings, in pixels
const LEFT = 62;
const TOP = 14;
const SNAP = 12; // pixels within which a sample is meant
const MANY_TRIES = 8;
const SHADES = 64;

const BENDS = [-1, -0.5, -1e-9, 0, 1e-9, 0.5]; // where one of them has a kink or a jump

const minus = (text) => text.replaceAll("-", "−");
const shown = (v) => minus(number(v));
const bracketed = (v) => (v < 0 ? `(${shown(v)})` : shown(v));
const short = (v) => String(+v.toPrecision(3));
const blue = (share) => `color-mix(in srgb, var(--blue) ${(42 * share).toFixed(2)}%, var(--paper))`;
const across = (x1) => LEFT + ((x1 - LEAST_INPUT) / (MOST_INPUT - LEAST_INPUT)) * SIZE;
const up = (x2) => TOP + ((MOST_INPUT - x2) / (MOST_INPUT - LEAST_INPUT)) * SIZE;

function render({ model, el }) {
  const problems = model.get("problems");
  const id = `neuron-${Math.random().toString(36).slice(2)}`; // other neurons on the page have gradients too
  const tried = new Set();
  let best = 0;

  // ---- the parts
  const problem = choice("points", {
    options: Object.keys(problems).map((name) => [name, name]),
    value: model.get("problem"), changed: (name) => put(model, { problem: name }),
  });
  const activation = choice("activation", {
    options: Object.keys(ACTIVATIONS).map((name) => [name, name]),
    value: model.get("activation"), changed: (name) => put(model, { activation: name }),
  });
  const score = html("strong", { class: "score" });
  const bounds = { min: -MOST_WEIGHT, max: MOST_WEIGHT, step: STEP, show: shown };
  const weight = (k) => (v) => put(model, { w: model.get("w").map((old, j) => (j === k ? v : old)) });
  const sliders = [
    slider("weight w₁", { ...bounds, value: model.get("w")[0], moved: weight(0) }),
    slider("weight w₂", { ...bounds, value: model.get("w")[1], moved: weight(1) }),
    slider("bias b", { ...bounds, value: model.get("b"), moved: (b) => put(model, { b }) }),
  ];
  for (const { input } of sliders) input.addEventListener("change", count);

  const shades = svg("linearGradient", { id, gradientUnits: "userSpaceOnUse" });
  const line = svg("line", { class: "border" });
  const arrow = svg("g", { class: "arrow" });
  const samples = svg("g");
  const focus = svg("g", { class: "focus" });
  const names = [svg("text", { x: LEFT + SIZE / 2, y: TOP + SIZE + 36, "text-anchor": "middle" }),
    svg("text", { x: 16, y: TOP + SIZE / 2, "text-anchor": "middle", transform: `rotate(-90 16 ${TOP + SIZE / 2})` })];
  const plane = svg("svg", {
    viewBox: `0 0 ${LEFT + SIZE + 12} ${TOP + SIZE + 44}`, class: "plane", tabindex: 0, role: "application",
    pointerdown: grab, pointermove: drag, keydown: key,
  },
  svg("defs", {}, shades),
  svg("rect", { x: LEFT, y: TOP, width: SIZE, height: SIZE, fill: `url(#${id})`, class: "frame" }),
  ...[0, 0.5, 1].flatMap((v) => [tick(across(v), TOP + SIZE, v), tick(LEFT, up(v), v, true)]),
  ...names, line, samples, arrow, focus);

  const curve = svg("g");
  const bend = svg("svg", { viewBox: `0 0 ${LEFT + SIZE + 12} ${TOP + SIZE + 44}`, role: "img" },
    svg("defs", {}, svg("linearGradient", { id: `${id}-scale`, x1: 0, y1: 1, x2: 0, y2: 0 },
      svg("stop", { style: `stop-color: ${blue(0)}` }), svg("stop", { offset: 1, style: `stop-color: ${blue(1)}` }))),
    curve);

  const sum = html("div", { class: "sum" });
  const verdict = html("p", { class: "verdict" });
  const note = html("p", { class: "note" });
  const { element: voiceElement, say, end } = voice();
  el.append(html("div", { class: "plaything neuron" },
    html("div", { class: "row" }, problem.element, activation.element, score),
    html("div", { class: "sliders" }, ...sliders.map((s) => s.element)),
    html("div", { class: "drawings" }, plane, bend),
    html("div", { class: "key" },
      keyed("plus right", "target +1"), keyed("minus right", "target −1"),
      keyed("minus wrong", "on the wrong side"), html("span", {}, "The stronger the blue, the larger a.")),
    html("div", { class: "texts" }, sum, html("div", {}, verdict, note,
      html("p", { class: "note" }, "Click or drag in the plane to pick a point. By key: arrows, with Shift in larger " +
        "steps, and Page Up and Page Down from one sample to the next."))),
    voiceElement));

  // ---- what the hand does
  function pick(x) {
    put(model, { x: x.map((v) => Math.min(Math.max(v, LEAST_INPUT), MOST_INPUT)) });
  }

  function grab(event) {
    plane.setPointerCapture(event.pointerId);
    drag(event);
  }

  function drag(event) {
    if (!(event.buttons & 1)) return;
    const box = plane.getBoundingClientRect();
    const pixels = (LEFT + SIZE + 12) / box.width;
    const [px, py] = [(event.clientX - box.left) * pixels, (event.clientY - box.top) * pixels];
    const far = ([x1, x2]) => Math.hypot(across(x1) - px, up(x2) - py);
    const near = problems[model.get("problem")].X.reduce((a, b) => (far(b) < far(a) ? b : a));
    const range = (MOST_INPUT - LEAST_INPUT) / SIZE;
    const here = [LEAST_INPUT + (px - LEFT) * range, MOST_INPUT - (py - TOP) * range];
    pick(far(near) < SNAP ? [...near] : here.map(rounded));
  }

  function key(event) {
    const by = event.shiftKey ? 0.25 : 0.05;
    const steps = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowDown: [0, -by], ArrowUp: [0, by] };
    const pages = { PageDown: 1, PageUp: -1 };
    const x = model.get("x");
    if (event.key in steps) pick(x.map((v, k) => rounded(v + steps[event.key][k])));
    else if (event.key in pages) {
      const { X } = problems[model.get("problem")];
      const at = X.findIndex((sample) => same(sample, x));
      const next = at < 0 && pages[event.key] < 0 ? X.length - 1 : (at + pages[event.key] + X.length) % X.length;
      pick([...X[next]]);
    } else return;
    event.preventDefault();
  }

  /** How many settings were tried on XOR: counted where a slider comes to rest. */
  function count() {
    if (model.get("problem") !== "XOR") return;
    tried.add([...model.get("w"), model.get("b")].join());
    best = Math.max(best, found().right);
    lineTold();
  }

  function enough() {
    return model.get("problem") === "XOR" && tried.size >= MANY_TRIES;
  }

  // ---- what is shown
  function sumAt(x) {
    const [w1, w2] = model.get("w");
    return w1 * x[0] + w2 * x[1] + model.get("b");
  }

  /** All numbers: of each sample and of the point in focus. */
  function found() {
    const { X, targets, names } = problems[model.get("problem")];
    const z = X.map(sumAt);
    const good = z.map((v, k) => v > 0 === targets[k] > 0);
    const x = model.get("x");
    const corners = [[LEAST_INPUT, LEAST_INPUT], [MOST_INPUT, LEAST_INPUT], [MOST_INPUT, MOST_INPUT],
      [LEAST_INPUT, MOST_INPUT]];
    const edge = corners.map(sumAt);
    let most = 4;
    while (most < Math.max(...edge.map(Math.abs))) most *= 2;
    const f = ACTIVATIONS[model.get("activation")];
    const grid = Array.from({ length: 401 }, (_, k) => (most * (k - 200)) / 200);
    const heights = grid.map(f);
    return {
      X, targets, names, z, good, x, corners, edge, most, f, grid, heights, w: model.get("w"), b: model.get("b"),
      right: good.filter(Boolean).length, low: Math.min(...heights), high: Math.max(...heights),
      here: sumAt(x), chosen: X.findIndex((sample) => same(sample, x)),
    };
  }

  /** w₁·x₁ + w₂·x₂ + b, with names or with numbers; an orange weight is positive, a purple one negative. */
  function terms(weights, inputs) {
    const signed = [...model.get("w"), model.get("b")];
    const [w1, w2, b] = weights.map((text, k) =>
      html("span", { class: signed[k] < 0 ? "weight negative" : "weight" }, text));
    return [w1, ` · ${inputs[0]} + `, w2, ` · ${inputs[1]} + `, b];
  }

  function show() {
    const all = found();
    const name = model.get("activation");
    const a = all.f(all.here);
    problem.set(model.get("problem"));
    activation.set(name);
    [...all.w, all.b].forEach((v, k) => sliders[k].set(v));
    score.textContent = `${all.right} of ${all.X.length} right${all.right === all.X.length ? " ✓" : ""}`;
    score.classList.toggle("all", all.right === all.X.length);
    names.forEach((text, k) => (text.textContent = all.names[k]));
    shade(all);
    border(all);
    samples.replaceChildren(...all.X.map((x, k) =>
      mark(across(x[0]), up(x[1]), all.targets[k] > 0, all.good[k], all.X.length < 10 ? 8 : 5)));
    aim(all);
    draw(all, name, a);
    const { w, b } = all;
    sum.replaceChildren(
      html("p", {}, "z = ", ...terms(["w₁", "w₂", "b"], all.names)),
      html("p", {}, "= ", ...terms([...w, b].map(bracketed), all.x.map(bracketed))),
      html("p", {}, "= ", html("b", { class: "z" }, shown(all.here))),
      html("p", {}, `a = ${name}(z) = ${name}(${shown(all.here)}) = `, html("b", { class: "a" }, shown(a))));
    verdict.replaceChildren(...judged(all));
    note.textContent = remark(all);
    note.classList.toggle("told", enough());
    plane.setAttribute("aria-label", `The plane of ${all.names.join(" and ")}. ${score.textContent}. ` +
      `In focus: (${all.x.map(number).join(", ")}).`);
    bend.setAttribute("aria-label", `The activation ${name} over z, and the samples on it. In focus: ` +
      `z = ${number(all.here)}, a = ${number(a)}.`);
  }

  function shade({ w, edge, f, low, high }) {
    const [from, to] = [Math.min(...edge), Math.max(...edge)];
    const share = (z) => (f(z) - low) / (high - low);
    const length = Math.hypot(...w);
    const middle = sumAt([0.5, 0.5]);
    const at = (z) => ((z - middle) * SIZE) / (length * length * (MOST_INPUT - LEAST_INPUT)) || 0;
    const [cx, cy] = [across(0.5), up(0.5)];
    place(shades, [cx + at(from) * w[0], cy - at(from) * w[1]], [cx + at(to) * w[0], cy - at(to) * w[1]]);
    const levels = Array.from({ length: SHADES + 1 }, (_, k) => from + ((to - from) * k) / SHADES);
    const inside = BENDS.filter((z) => from < z && z < to);
    shades.replaceChildren(...[...levels, ...inside].sort((p, q) => p - q).map((z) => svg("stop", {
      offset: length ? (z - from) / (to - from) : 0, style: `stop-color: ${blue(share(z))}`, "data-z": z })));
  }

  function border({ w, corners, edge }) {
    const ends = [];
    corners.forEach((corner, k) => {
      const next = (k + 1) % 4;
      if (edge[k] > 0 === edge[next] > 0) return;
      const t = edge[k] / (edge[k] - edge[next]);
      ends.push(corner.map((v, j) => v + t * (corners[next][j] - v)));
    });
    line.toggleAttribute("hidden", !ends.length);
    arrow.replaceChildren();
    if (!ends.length) return;
    const [from, to] = ends.map(([p, q]) => [across(p), up(q)]);
    place(line, from, to);
    point([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], w);
  }

  /** The weights as an arrow on the line, the longer the larger, and not far out of the plane. */
  function point([x, y], w) {
    const length = Math.hypot(...w);
    const [dx, dy] = [w[0] / length, -w[1] / length];
    const room = (at, d, low) => (d > 0 ? (low + SIZE - at) / d : d < 0 ? (low - at) / d : Infinity);
    const reach = Math.max(24, Math.min(28 * length, room(x, dx, LEFT) - 4, room(y, dy, TOP) - 4));
    const [tx, ty] = [x + dx * reach, y + dy * reach];
    const wing = (side) => `${tx - 11 * dx + side * 6 * dy} ${ty - 11 * dy - side * 6 * dx}`;
    const d = `M${x} ${y}L${tx} ${ty}M${wing(1)}L${tx} ${ty}L${wing(-1)}`;
    arrow.append(svg("path", { d, class: "halo" }), svg("path", { d }),
      svg("text", { x: x + (dx * reach) / 2 - 14 * dy, y: y + (dy * reach) / 2 + 14 * dx + 4, "text-anchor": "middle" },
        "w"));
  }

  function aim({ x }) {
    const [px, py] = [across(x[0]), up(x[1])];
    focus.replaceChildren(
      svg("path", { d: `M${px} ${py}V${TOP + SIZE}M${px} ${py}H${LEFT}`, class: "drop" }),
      svg("path", { d: [0, 90, 180, 270].map((turn) => cross(px, py, turn)).join("") }),
      svg("circle", { cx: px, cy: py, r: 13 }));
  }

  function draw({ z, targets, good, most, f, grid, heights, low, high, here, X }, name, a) {
    const flat = (v) => LEFT + ((v + most) / (2 * most)) * SIZE;
    const tall = (v) => TOP + SIZE - 16 - ((v - low) / (high - low)) * (SIZE - 32);
    const jumps = heights.map((v, k) => k === 0 || Math.abs(v - heights[k - 1]) > 0.4 * (high - low));
    const places = heights.map((v, k) => `${flat(grid[k]).toFixed(2)} ${tall(v).toFixed(2)}`);
    const d = places.map((spot, k) => (jumps[k] ? "M" : "L") + spot).join("");
    const alone = heights.findIndex((_, k) => k > 0 && jumps[k] && jumps[k + 1]); // the value right at a jump
    const floor = TOP + SIZE;
    curve.replaceChildren(
      svg("rect", { x: LEFT - 12, y: tall(high), width: 10, height: tall(low) - tall(high),
        fill: `url(#${id}-scale)`, class: "scale" }),
      svg("path", { d: `M${LEFT} ${TOP}V${floor}H${LEFT + SIZE}`, class: "axis" }),
      svg("path", { d: `M${flat(0)} ${TOP}V${floor}`, class: "zero" }),
      ...[-most, 0, most].map((v) => tick(flat(v), floor, v)),
      ...[low, high].map((v) => svg("text", { x: LEFT - 15, y: tall(v) + 4, "text-anchor": "end" }, minus(short(v)))),
      svg("text", { x: LEFT + SIZE / 2, y: floor + 36, "text-anchor": "middle" }, "z"),
      svg("text", { x: LEFT - 22, y: tall((low + high) / 2), "text-anchor": "end" }, "a"),
      svg("text", { x: LEFT + 10, y: TOP + 12, class: "label" }, `a = ${name}(z)`),
      svg("path", { d, class: "curve" }),
      alone < 0 ? "" : svg("circle", { cx: flat(grid[alone]), cy: tall(heights[alone]), r: 4, class: "alone" }),
      ...z.map((v, k) => mark(flat(v), tall(f(v)), targets[k] > 0, good[k], X.length < 10 ? 5 : 3)),
      svg("path", { d: `M${flat(here)} ${floor}V${tall(a)}H${LEFT}`, class: "drop" }),
      ...["here halo", "here"].map((kind) => svg("circle", { cx: flat(here), cy: tall(a), r: 10, class: kind })));
  }

  /** Whether the point in focus is on its side, if it is a sample. */
  function judged({ chosen, targets, good, here }) {
    if (chosen < 0) return [here === 0 ? "z is 0 here: on the line." : `z is ${here > 0 ? "above" : "below"} 0 here.`];
    const sample = targets[chosen] > 0 ? "This square has the target +1" : "This circle has the target −1";
    const side = here > 0 ? "z is above 0" : here < 0 ? "z is below 0" : "z is 0, which is not above 0";
    return [`${sample}; ${side}: `, good[chosen] ? html("b", { class: "good" }, "right ✓") :
      html("b", { class: "bad" }, "wrong ✗")];
  }

  function remark({ w, edge }) {
    if (enough())
      return `You have tried ${tried.size} settings on XOR, with ${best} of 4 right at best. No straight line gets ` +
        "all four right; three is the most. Go on as long as you like.";
    if (!w[0] && !w[1]) return "Both weights are 0: z is b everywhere, and there is no line.";
    if (edge.every((v) => v > 0)) return "The line is out of the picture: z is above 0 everywhere in it.";
    if (!edge.some((v) => v > 0)) return "The line is out of the picture: z is nowhere above 0 in it.";
    return "On the line z is 0. The arrow w points to the side where z is above 0: there +1 is right, elsewhere −1.";
  }

  // ---- what changed, in words
  const scored = ({ right, X }) => `${right} of ${X.length} right`;
  const spot = ({ x, here, f }) => `point (${x.map(number).join(", ")}): z = ${number(here)}, a = ${number(f(here))}`;
  const told = (words) => () => {
    show();
    say(words(found()) + (enough() ? `. ${note.textContent}` : ""));
  };
  const lineTold = told((all) => `w1 = ${all.w[0]}, w2 = ${all.w[1]}, b = ${all.b}: ${scored(all)}`);
  const unwatch = [
    watch(model, ["w", "b"], lineTold),
    watch(model, ["problem"], told((all) => `${model.get("problem")}: ${scored(all)}`)),
    watch(model, ["activation"], told((all) => `${model.get("activation")}, ${spot(all)}`)),
    watch(model, ["x"], told(spot)),
  ];
  show();
  return () => {
    unwatch.forEach((stop) => stop());
    end();
  };
}

const rounded = (v) => Math.round(v * 100) / 100;
const same = (p, q) => p.every((v, k) => Math.abs(v - q[k]) < 1e-9);

function place(element, [x1, y1], [x2, y2]) {
  for (const [name, v] of Object.entries({ x1, y1, x2, y2 })) element.setAttribute(name, v);
}

function cross(x, y, turn) {
  const [dx, dy] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
  return `M${x + 13 * dx} ${y + 13 * dy}l${6 * dx} ${6 * dy}`;
}

function tick(x, y, v, side = false) {
  return svg("text", side ? { x: x - 7, y: y + 4, "text-anchor": "end" } : { x, y: y + 17, "text-anchor": "middle" },
    minus(String(v)));
}

/** A sample: a square for +1, a circle for −1, with a dashed ring where it is on the wrong side. */
function mark(x, y, plus, good, r) {
  return svg("g", { class: `sample ${plus ? "plus" : "minus"} ${good ? "right" : "wrong"}` },
    plus ? svg("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r }) : svg("circle", { cx: x, cy: y, r }),
    good ? null : svg("circle", { cx: x, cy: y, r: r + 5, class: "ring" }));
}

function keyed(kind, text) {
  const [shape, side] = kind.split(" ");
  return html("span", {}, svg("svg", { viewBox: "0 0 24 24", width: 22, height: 22, "aria-hidden": "true" },
    mark(12, 12, shape === "plus", side === "right", 6)), text);
}

export default { render };
