// The stage by WebGL: three.js comes from this server when the room is opened first.

const SHADOW = 1024; // px of the shadow's picture
const FLOOR_PICTURE = 1024; // px

async function openStage3d(canvas, address) {
  const three = await import(address);
  const renderer = new three.WebGLRenderer({ canvas, antialias: true, alpha: true });
  renderer.shadowMap.enabled = true;
  renderer.shadowMap.type = three.PCFShadowMap;
  const scene = new three.Scene();
  const view = new three.PerspectiveCamera(LENS, 1, 0.1, 40);
  const sun = lightScene(three, scene);
  const floor = layFloor(three, scene);
  const contacts = [0, 1, 2].map(() => layContact(three, scene));
  let figure = null;

  function show(mesh) {
    if (figure?.userData.mesh !== mesh) {
      if (figure) undress(scene, figure);
      figure = dressFigure(three, mesh);
      scene.add(figure);
    }
    for (const name of ["position", "normal"]) figure.geometry.attributes[name].needsUpdate = true;
  }

  return {
    kind: "3d",
    resize(wide, high, ratio) {
      renderer.setPixelRatio(ratio);
      renderer.setSize(wide, high, false);
      view.aspect = wide / high;
      view.updateProjectionMatrix();
    },
    paint(colours) {
      const picture = floor.material.map.image.getContext("2d");
      paintFloor(picture, FLOOR_PICTURE, colours);
      floor.material.map.needsUpdate = true;
      for (const { material } of contacts) material.color.set(colours.shade);
    },
    draw(mesh, pose, ground) {
      show(mesh);
      floor.position.set(ground.at[0], 0, ground.at[1]);
      floor.scale.setScalar(ground.reach);
      const [x, , z] = pose.pelvis;
      sun.target.position.set(x, 0.8, z);
      sun.position.set(x + 1.8, 4.2, z + 3.2);
      contactsOf(pose).forEach(({ at, reach, share }, place) => {
        contacts[place].position.set(at[0], 0.004 + 0.001 * place, at[1]);
        contacts[place].scale.setScalar(reach);
        contacts[place].material.opacity = share;
      });
      view.position.set(...eye(view.aspect));
      view.lookAt(...camera.target);
      renderer.render(scene, view);
    },
  };
}

function lightScene(three, scene) {
  scene.add(new three.HemisphereLight("#FFFFFF", "#F4E2D2", 2.2));
  const sun = new three.DirectionalLight("#FFF6E8", 1.9);
  sun.castShadow = true;
  sun.shadow.mapSize.set(SHADOW, SHADOW);
  sun.shadow.radius = 5;
  sun.shadow.normalBias = 0.02;
  Object.assign(sun.shadow.camera, { left: -1.6, right: 1.6, top: 1.8, bottom: -1.6, near: 1, far: 9 });
  scene.add(sun, sun.target);
  return sun;
}

function layFloor(three, scene) {
  const picture = Object.assign(document.createElement("canvas"), { width: FLOOR_PICTURE, height: FLOOR_PICTURE });
  const map = new three.CanvasTexture(picture);
  map.colorSpace = three.SRGBColorSpace;
  map.anisotropy = 8;
  const disc = new three.CircleGeometry(1, 96).rotateX(-Math.PI / 2);
  const floor = new three.Mesh(disc, new three.MeshBasicMaterial({ map }));
  const shade = new three.Mesh(disc, new three.ShadowMaterial({ opacity: 0.13 }));
  shade.position.y = 0.002;
  shade.receiveShadow = true;
  floor.add(shade);
  scene.add(floor);
  return floor;
}

function layContact(three, scene) {
  const picture = Object.assign(document.createElement("canvas"), { width: 128, height: 128 });
  const on = picture.getContext("2d");
  softSpot(on, 64, 64, 64, "#FFFFFF");
  const material = new three.MeshBasicMaterial({ map: new three.CanvasTexture(picture), transparent: true, depthWrite: false });
  const spot = new three.Mesh(new three.CircleGeometry(1, 32).rotateX(-Math.PI / 2), material);
  scene.add(spot);
  return spot;
}

function undress(scene, figure) {
  scene.remove(figure);
  figure.geometry.dispose();
  figure.material.dispose();
}

function dressFigure(three, mesh) {
  const geometry = new three.BufferGeometry();
  const colours = new Float32Array(mesh.positions.length);
  const colour = new three.Color();
  mesh.colours.forEach((one, point) => colour.set(one).toArray(colours, 3 * point));
  geometry.setAttribute("position", new three.BufferAttribute(mesh.positions, 3));
  geometry.setAttribute("normal", new three.BufferAttribute(mesh.normals, 3));
  geometry.setAttribute("color", new three.BufferAttribute(colours, 3));
  geometry.setIndex(mesh.index.flatMap(([a, b, c, d]) => [a, b, c, a, c, d]));
  const figure = new three.Mesh(geometry, new three.MeshStandardMaterial({ vertexColors: true, roughness: 0.72 }));
  figure.castShadow = true;
  figure.frustumCulled = false;
  figure.userData.mesh = mesh;
  return figure;
}
