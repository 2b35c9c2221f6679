// The same stage without WebGL: the floor by the browser's paths, the figure by raster.js.

const COARSE = 0.8; // of the corners of the other stage
const FINE = 1.5; // dots of the figure a pixel
const ROUND = 72; // corners of the floor's edge

function openStage2d(canvas) {
  detail = COARSE;
  const on = canvas.getContext("2d");
  let [wide, high, colours] = [1, 1, {}];
  const raster = openRaster();

  function lens() {
    const at = eye(wide / high);
    const forth = unit(minus(camera.target, at));
    const right = unit(cross(forth, [0, 1, 0]));
    return { at, forth, right, up: cross(right, forth), scale: high / 2 / Math.tan((LENS * Math.PI) / 360) };
  }

  function project(point, { at, forth, right, up, scale }) {
    const seen = minus(point, at);
    const far = Math.max(0.05, dot(seen, forth));
    return [wide / 2 + (scale * dot(seen, right)) / far, high / 2 - (scale * dot(seen, up)) / far, far];
  }

  function path(points, view) {
    on.beginPath();
    for (const point of points) on.lineTo(...project(point, view).slice(0, 2));
    on.closePath();
  }

  const round = ([x, z], reach) =>
    Array.from({ length: ROUND }, (_, place) => {
      const angle = (2 * Math.PI * place) / ROUND;
      return [x + reach * Math.cos(angle), 0, z + reach * Math.sin(angle)];
    });

  function drawFloor(ground, view) {
    for (const { share, colour, width } of floorRings(colours)) {
      path(round(ground.at, share * ground.reach), view);
      on.fillStyle = on.strokeStyle = colour;
      on.lineWidth = Math.max(1, ((width ?? 0) * ground.reach * view.scale) / length(minus(view.at, camera.target)));
      if (width) on.stroke();
      else on.fill();
    }
  }

  function drawContacts(pose, view) {
    for (const { at, reach, share } of contactsOf(pose)) {
      const [x, y, far] = project([at[0], 0, at[1]], view);
      const radius = (reach * view.scale) / far;
      on.save();
      on.translate(x, y);
      on.scale(1, Math.max(0.04, Math.abs(view.forth[1])));
      on.globalAlpha = share;
      softSpot(on, 0, 0, radius, colours.shade);
      on.restore();
    }
  }

  function drawFigure(mesh, view) {
    const points = projectAll(mesh.positions, view);
    const picture = raster.paint(mesh, points);
    if (picture) on.drawImage(picture.canvas, 0, 0, picture.wide, picture.high, picture.left, picture.top, picture.wide / FINE, picture.high / FINE);
  }

  // On the raster, which is finer than the canvas, so that edges come out smooth.
  function projectAll(positions, { at, forth, right, up, scale }) {
    const count = positions.length / 3;
    const [x, y, near] = [new Float32Array(count), new Float32Array(count), new Float32Array(count)];
    for (let point = 0, place = 0; point < count; point++, place += 3) {
      const [i, j, k] = [positions[place] - at[0], positions[place + 1] - at[1], positions[place + 2] - at[2]];
      near[point] = 1 / Math.max(0.05, i * forth[0] + j * forth[1] + k * forth[2]);
      x[point] = FINE * (wide / 2 + scale * (i * right[0] + j * right[1] + k * right[2]) * near[point]);
      y[point] = FINE * (high / 2 - scale * (i * up[0] + j * up[1] + k * up[2]) * near[point]);
    }
    return { x, y, near, wide: FINE * wide, high: FINE * high };
  }

  return {
    kind: "2d",
    resize(newWide, newHigh, ratio) {
      [wide, high] = [newWide, newHigh];
      [canvas.width, canvas.height] = [wide * ratio, high * ratio];
      on.scale(ratio, ratio);
    },
    paint(wanted) {
      colours = wanted;
    },
    draw(mesh, pose, ground) {
      on.clearRect(0, 0, wide, high);
      const view = lens();
      drawFloor(ground, view);
      drawContacts(pose, view);
      drawFigure(mesh, view);
    },
  };
}
