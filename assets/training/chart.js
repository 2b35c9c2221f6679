// One picture of curves in SVG. Hover or arrow keys tell the values; a drag shows a part, a double click all of it.

const LEFT = 52;
const BELOW = 26;
const ABOVE = 10;
const RIGHT = 12;
const DRAGGED = 8; // px from which a press is a drag
const SHAPES = "http://www.w3.org/2000/svg";

let charts = 0;

function shape(tag, attributes = {}, ...children) {
  const one = document.createElementNS(SHAPES, tag);
  for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
  one.append(...children);
  return one;
}

// `host` is an element of the room. `show` takes lines: {name, colour, points, faint}, points as [x, y] by x.
function makeChart(host) {
  const clip = `shop-clip-${++charts}`;
  const inside = shape("rect", {});
  const grid = shape("g", { class: "shop-grid" });
  const drawn = shape("g", { "clip-path": `url(#${clip})`, class: "shop-lines" });
  const cursor = shape("g", { class: "shop-cursor", visibility: "hidden" });
  const part = shape("rect", { class: "shop-part", visibility: "hidden" });
  const picture = shape("svg", { role: "img", tabindex: "0", "data-word-label": "training_figures" }, shape("defs", {}, shape("clipPath", { id: clip }, inside)), grid, drawn, part, cursor);
  const tip = make("div", { class: "shop-tip", role: "status", hidden: "" });
  host.append(picture, tip);

  let lines = [];
  let zoom = null; // [from, to] of x
  let at = null; // x of the cursor
  let pressed = null; // px where a drag began
  let scale = null;

  function draw() {
    const { clientWidth: width, clientHeight: height } = host;
    if (!width || !height) return;
    const seen = lines.flatMap(({ points }) => points);
    const [first, last] = zoom ?? [Math.min(0, ...lines.map(({ points }) => points[0]?.[0] ?? 0)), Math.max(1, ...lines.map(({ points }) => points.at(-1)?.[0] ?? 1))];
    const near = seen.filter(([x]) => x >= first && x <= last);
    const faint = lines.flatMap(({ faint: raw }) => raw ?? []).filter(([x]) => x >= first && x <= last);
    const [low, high] = ends([...near, ...faint].map(([, y]) => y));
    const [wide, tall] = [width - LEFT - RIGHT, height - ABOVE - BELOW];
    scale = {
      first, last, wide, tall,
      x: (value) => LEFT + (wide * (value - first)) / (last - first || 1),
      y: (value) => ABOVE + tall * (1 - (value - low) / (high - low)),
    };
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    for (const [name, value] of Object.entries({ x: LEFT, y: ABOVE - 4, width: Math.max(0, wide), height: Math.max(0, tall + 8) })) inside.setAttribute(name, value);
    drawGrid(low, high, width, height);
    drawn.replaceChildren(...lines.flatMap(drawLine));
    showCursor();
  }

  function drawGrid(low, high, width, height) {
    const across = marks(low, high, Math.max(2, Math.floor(scale.tall / 52)));
    const along = marks(scale.first, scale.last, Math.max(2, Math.floor(scale.wide / 90)));
    const label = (x, y, anchor, text) => shape("text", { x, y, "text-anchor": anchor }, text);
    grid.replaceChildren(
      ...across.flatMap((value) => [shape("path", { d: `M${LEFT} ${scale.y(value)}H${width - RIGHT}` }), label(LEFT - 8, scale.y(value) + 5, "end", figureText(value))]),
      ...along.map((value) => label(scale.x(value), height - 6, "middle", figureText(value))),
    );
  }

  function drawLine({ points, faint, colour }) {
    const paths = faint ? [shape("path", { d: path(faint), stroke: colour, class: "faint" })] : [];
    if (points.length === 1) return [shape("circle", { cx: scale.x(points[0][0]), cy: scale.y(points[0][1] ?? 0), r: 4, fill: colour })];
    return [...paths, shape("path", { d: path(points), stroke: colour })];
  }

  function path(points) {
    let pen = "M";
    let text = "";
    for (const [x, y] of points) {
      if (y === null) pen = "M";
      else {
        text += `${pen}${scale.x(x).toFixed(1)} ${scale.y(y).toFixed(1)}`;
        pen = "L";
      }
    }
    return text;
  }

  function showCursor() {
    const found = at === null ? [] : lines.filter(({ points }) => points.length).map((one) => ({ ...one, point: nearest(one.points, at) }));
    const shown = found.filter(({ point }) => point[1] !== null && point[0] >= scale.first && point[0] <= scale.last);
    cursor.setAttribute("visibility", shown.length ? "visible" : "hidden");
    tip.hidden = !shown.length;
    if (!shown.length) return;
    const x = scale.x(shown[0].point[0]);
    cursor.replaceChildren(shape("path", { d: `M${x} ${ABOVE}v${scale.tall}` }), ...shown.map(({ point, colour }) => shape("circle", { cx: scale.x(point[0]), cy: scale.y(point[1]), r: 5, fill: colour })));
    const dot = (colour) => Object.assign(make("i"), { style: `background:${colour}` });
    tip.replaceChildren(make("small", {}, fill("training_step", { n: shown[0].point[0] })), ...shown.map(({ name, colour, point }) => make("span", {}, dot(colour), make("b", {}, figureText(point[1])), shown.length > 1 ? ` ${name}` : "")));
    tip.style.left = `${Math.min(Math.max(x, LEFT + 60), scale.wide + LEFT - 60)}px`;
  }

  const valueAt = (px) => scale.first + ((Math.min(Math.max(px, LEFT), LEFT + scale.wide) - LEFT) / scale.wide) * (scale.last - scale.first);
  const pxOf = (event) => event.clientX - host.getBoundingClientRect().left;

  function zoomTo(range) {
    zoom = range;
    host.dispatchEvent(new CustomEvent("zoom", { detail: Boolean(zoom) }));
    draw();
  }

  function release(event) {
    part.setAttribute("visibility", "hidden");
    if (pressed === null) return;
    const [from, to] = [pressed, pxOf(event)].sort((a, b) => a - b);
    pressed = null;
    if (to - from >= DRAGGED) zoomTo([valueAt(from), valueAt(to)]);
  }

  picture.addEventListener("pointerdown", (event) => {
    pressed = scale && event.button === 0 ? pxOf(event) : null;
    if (pressed !== null) picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    if (!scale) return;
    at = valueAt(pxOf(event));
    showCursor();
    if (pressed === null) return;
    const [from, to] = [pressed, pxOf(event)].sort((a, b) => a - b);
    for (const [name, value] of Object.entries({ x: from, y: ABOVE, width: to - from, height: scale.tall, visibility: "visible" })) part.setAttribute(name, value);
  });
  picture.addEventListener("pointerup", release);
  picture.addEventListener("pointercancel", () => {
    pressed = null;
    part.setAttribute("visibility", "hidden");
  });
  picture.addEventListener("pointerleave", () => {
    at = null;
    showCursor();
  });
  picture.addEventListener("dblclick", () => zoomTo(null));
  picture.addEventListener("keydown", (event) => {
    const points = lines[0]?.points ?? [];
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && points.length) {
      event.preventDefault();
      const now = at === null ? points.length - 1 : points.indexOf(nearest(points, at)) + step;
      at = points[Math.min(Math.max(now, 0), points.length - 1)][0];
      showCursor();
    } else if (event.key === "+" && scale) {
      const middle = at ?? (scale.first + scale.last) / 2;
      const half = (scale.last - scale.first) / 4;
      zoomTo([middle - half, middle + half]);
    } else if (event.key === "-" || event.key === "0") zoomTo(null);
  });
  new ResizeObserver(draw).observe(host);

  return {
    show(fresh, label) {
      lines = fresh;
      picture.removeAttribute("data-word-label"); // from now on its name says more
      picture.setAttribute("aria-label", label);
      draw();
    },
    reset: () => zoomTo(null),
  };
}
