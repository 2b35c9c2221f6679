// Everything on the stage is lofted: rings around a line, joined to one smooth skin. A ring is {at, u, v, a, b}: its
// middle, two directions upright on each other, and how far it reaches along them; `fold` makes pleats, `square` corners.

const PLEATS = 9;
let detail = 1; // shares of the rings' corners: fewer where each face is drawn by hand
const corners = new Map();

const CAP = [0.03, 0.45, 0.8]; // radii of the rings that round off an end, in shares of the last one's

// A skin along a line of stations {at, a, b, side, fold}; without a `side` the ring keeps from twisting by itself. Its
// ends are round, at most `bulge` metres high.
function tube(stations, hint, { segments = 14, colour, bulge = Infinity }) {
  const [start, end] = [cap(stations[0], stations[1], bulge), cap(stations.at(-1), stations.at(-2), bulge)];
  const line = [...start, ...stations, ...end.reverse()];
  let last = hint;
  const rings = line.map((one, place) => {
    const before = line[Math.max(0, place - 1)].at;
    const after = line[Math.min(line.length - 1, place + 1)].at;
    const along = unit(minus(after, before));
    const u = across(one.side ?? last, along, [0, 0, 1]);
    last = u;
    return { at: one.at, u, v: cross(along, u), a: one.a, b: one.b ?? one.a, fold: one.fold ?? 0 };
  });
  return { rings, segments: Math.ceil(segments * detail), colour, square: 0 };
}

function cap(end, next, bulge) {
  const out = unit(minus(end.at, next.at));
  const reach = Math.min(end.a, end.b ?? end.a, bulge);
  return CAP.map((share) => ({
    ...end,
    at: plus(end.at, out, reach * Math.sqrt(1 - share * share)),
    a: end.a * share,
    b: (end.b ?? end.a) * share,
  }));
}

// A line through joints whose corners are rounded, with radii that change evenly: arms and legs bend without a crease.
function rounded(points, radii) {
  const stations = [{ at: points[0], a: radii[0] }];
  for (let place = 1; place < points.length - 1; place++) {
    const [before, corner, after] = [points[place - 1], points[place], points[place + 1]];
    const reach = 0.42;
    const start = mix(corner, before, reach);
    const end = mix(corner, after, reach);
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      const at = mix(mix(start, corner, share), mix(corner, end, share), share);
      const from = share < 0.5 ? radii[place - 1] : radii[place + 1];
      stations.push({ at, a: radii[place] + (from - radii[place]) * reach * Math.abs(1 - 2 * share) });
    }
  }
  stations.push({ at: points.at(-1), a: radii.at(-1) });
  return stations;
}

// An egg around `at` with axes u, v, w and half lengths a, b, c; `square` from 0 (round) to 1 (a block).
function egg(at, [u, , w], [a, b, c], { segments = 16, rings = 11, colour, square = 0 }) {
  const v = cross(w, u); // which way round does not matter for the shape, but its outside must be outside
  const power = 1 - square;
  const many = Math.ceil(rings * detail);
  const list = Array.from({ length: many }, (_, ring) => {
    const angle = Math.PI * (ring / (many - 1) - 0.5) * 0.995;
    const wide = Math.cos(angle) ** power;
    const high = Math.sign(angle) * Math.abs(Math.sin(angle)) ** power;
    return { at: plus(at, w, high * c), u, v, a: a * wide, b: b * wide, fold: 0 };
  });
  return { rings: list, segments: Math.ceil(segments * detail), colour, square };
}

// All skins as one mesh: {positions, normals, index, colours}. `old` is filled again where the skins are as many as then.
function meshOf(skins, old) {
  const mesh = old ?? emptyMesh(skins);
  let start = 0;
  for (const skin of skins) {
    placePoints(skin, mesh.positions, start);
    placeNormals(skin, mesh.positions, mesh.normals, start);
    start += 3 * skin.rings.length * skin.segments;
  }
  return mesh;
}

function emptyMesh(skins) {
  const points = skins.reduce((sum, { rings, segments }) => sum + rings.length * segments, 0);
  const mesh = { positions: new Float32Array(3 * points), normals: new Float32Array(3 * points), colours: [], index: [] };
  let start = 0;
  for (const { rings, segments, colour } of skins) {
    for (let ring = 0; ring < rings.length; ring++) {
      for (let segment = 0; segment < segments; segment++) {
        mesh.colours.push(colour);
        if (ring === rings.length - 1) continue;
        const here = start + ring * segments + segment;
        const beside = start + ring * segments + ((segment + 1) % segments);
        mesh.index.push([here, beside, beside + segments, here + segments]);
      }
    }
    start += rings.length * segments;
  }
  return mesh;
}

// The cosines and sines of a ring's corners; `square` pushes them towards the corners of a square.
function cornersOf(segments, square) {
  const key = `${segments} ${square}`;
  if (!corners.has(key)) {
    const power = (number) => Math.sign(number) * Math.abs(number) ** (1 - square);
    corners.set(
      key,
      Array.from({ length: segments }, (_, segment) => {
        const angle = (2 * Math.PI * segment) / segments;
        return [power(Math.cos(angle)), power(Math.sin(angle)), Math.cos(PLEATS * angle)];
      }),
    );
  }
  return corners.get(key);
}

// These two run for thousands of points a picture, so they make no arrays.
function placePoints({ rings, segments, square }, positions, start) {
  const round = cornersOf(segments, square);
  let place = start;
  for (const { at, u, v, a, b, fold } of rings) {
    for (let segment = 0; segment < segments; segment++) {
      const [cosine, sine, wave] = round[segment];
      const pleat = 1 + fold * wave;
      const x = a * pleat * cosine;
      const y = b * pleat * sine;
      positions[place++] = at[0] + x * u[0] + y * v[0];
      positions[place++] = at[1] + x * u[1] + y * v[1];
      positions[place++] = at[2] + x * u[2] + y * v[2];
    }
  }
}

function placeNormals({ rings, segments }, at, normals, start) {
  const size = 3 * segments;
  for (let ring = 0; ring < rings.length; ring++) {
    const here = start + ring * size;
    const below = ring ? here - size : here;
    const above = ring < rings.length - 1 ? here + size : here;
    for (let segment = 0; segment < segments; segment++) {
      const before = here + 3 * (segment ? segment - 1 : segments - 1);
      const after = here + 3 * (segment < segments - 1 ? segment + 1 : 0);
      const [low, high] = [below + 3 * segment, above + 3 * segment];
      const [ax, ay, az] = [at[after] - at[before], at[after + 1] - at[before + 1], at[after + 2] - at[before + 2]];
      const [bx, by, bz] = [at[high] - at[low], at[high + 1] - at[low + 1], at[high + 2] - at[low + 2]];
      const [x, y, z] = [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
      const far = Math.sqrt(x * x + y * y + z * z) || 1;
      const place = here + 3 * segment;
      normals[place] = x / far;
      normals[place + 1] = y / far;
      normals[place + 2] = z / far;
    }
  }
}
