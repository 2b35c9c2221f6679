// What the Dance room takes of three.js; see README.md.
export {
  BufferAttribute, BufferGeometry, CanvasTexture, CircleGeometry, Color, DirectionalLight, HemisphereLight, Mesh, MeshBasicMaterial,
  MeshStandardMaterial, PCFShadowMap, PerspectiveCamera, Scene, ShadowMaterial, SRGBColorSpace, WebGLRenderer,
} from "three";
