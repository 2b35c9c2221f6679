// A figure's faces as dots of a picture: each dot knows how near it is, so that the nearest face is seen.

const SUN = unit([1.4, 2.6, 2.6]);
const SHADE = 0.66; // of a colour where the sun does not fall and the floor is near
const GLOW = 0.1; // more where the sky is
const SUNLIGHT = 0.26;

function openRaster() {
  const canvas = document.createElement("canvas");
  const on = canvas.getContext("2d");
  let nearest = new Float32Array(0);
  let picture = null;
  let dots = null; // its dots as numbers: alpha, blue, green, red
  let shades = null; // the colours of the figure's points

  function clear(wide, high) {
    if (!picture || picture.width < wide || picture.height < high) {
      picture = new ImageData(wide, high);
      dots = new Uint32Array(picture.data.buffer);
      [canvas.width, canvas.height] = [wide, high];
      nearest = new Float32Array(wide * high);
      return;
    }
    dots.fill(0);
    nearest.fill(0);
  }

  // `points` are {x, y, near} in dots of a screen of `wide` and `high`. Answers with the part that holds the figure.
  function paint(mesh, points) {
    const box = boxOf(points);
    if (!box) return null;
    clear(box.wide, box.high);
    if (shades?.of !== mesh) shades = Object.assign(mesh.colours.map(numbersOf), { of: mesh });
    const lights = lightsOn(mesh.normals);
    for (const [a, b, c, d] of mesh.index) {
      const { x, y } = points;
      if ((x[c] - x[a]) * (y[d] - y[b]) >= (y[c] - y[a]) * (x[d] - x[b])) continue; // seen from inside
      fill(a, b, c, points, box, lights, shades[a]);
      fill(a, c, d, points, box, lights, shades[a]);
    }
    on.putImageData(picture, 0, 0, 0, 0, box.wide, box.high);
    return { canvas, wide: box.wide, high: box.high, left: box.left / FINE, top: box.top / FINE };
  }

  function fill(a, b, c, { x, y, near }, { left, top, right, bottom }, lights, [red, green, blue]) {
    const whole = (x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a]);
    if (!whole) return;
    // A dot is p, q and r parts of the three corners; these are their steps to the right and down.
    const [qRight, qDown] = [(y[c] - y[a]) / whole, (x[a] - x[c]) / whole];
    const [rRight, rDown] = [(y[a] - y[b]) / whole, (x[b] - x[a]) / whole];
    const fromX = Math.max(left, Math.floor(Math.min(x[a], x[b], x[c])));
    const toX = Math.min(right, Math.ceil(Math.max(x[a], x[b], x[c])));
    const fromY = Math.max(top, Math.floor(Math.min(y[a], y[b], y[c])));
    const toY = Math.min(bottom, Math.ceil(Math.max(y[a], y[b], y[c])));
    for (let v = fromY; v < toY; v++) {
      let q = (fromX - x[a]) * qRight + (v - y[a]) * qDown;
      let r = (fromX - x[a]) * rRight + (v - y[a]) * rDown;
      let dot = (v - top) * picture.width + fromX - left;
      for (let u = fromX; u < toX; u++, dot++, q += qRight, r += rRight) {
        const p = 1 - q - r;
        if (p < 0 || q < 0 || r < 0) continue;
        const here = p * near[a] + q * near[b] + r * near[c];
        if (here <= nearest[dot]) continue;
        nearest[dot] = here;
        const light = p * lights[a] + q * lights[b] + r * lights[c];
        dots[dot] = 0xff000000 | ((blue * light) << 16) | ((green * light) << 8) | (red * light);
      }
    }
  }

  return { paint };
}

// How much of its colour each point shows.
function lightsOn(normals) {
  const lights = new Float32Array(normals.length / 3);
  for (let point = 0, place = 0; point < lights.length; point++, place += 3) {
    const sun = normals[place] * SUN[0] + normals[place + 1] * SUN[1] + normals[place + 2] * SUN[2];
    const soft = (1 + sun) / 2; // so that no line shows where the sun's light ends
    lights[point] = Math.min(1, SHADE + (GLOW * (normals[place + 1] + 1)) / 2 + SUNLIGHT * soft * soft);
  }
  return lights;
}

// The part of the screen that the figure is on; null where it is out of sight.
function boxOf({ x, y, wide, high }) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let point = 0; point < x.length; point++) {
    left = Math.min(left, x[point]);
    right = Math.max(right, x[point]);
    top = Math.min(top, y[point]);
    bottom = Math.max(bottom, y[point]);
  }
  [left, top] = [Math.max(0, Math.floor(left)), Math.max(0, Math.floor(top))];
  [right, bottom] = [Math.min(wide, Math.ceil(right) + 1), Math.min(high, Math.ceil(bottom) + 1)].map(Math.floor);
  return right > left && bottom > top ? { left, top, right, bottom, wide: right - left, high: bottom - top } : null;
}

const numbersOf = (colour) => [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
