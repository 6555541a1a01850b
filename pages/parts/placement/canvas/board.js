// The board: a scene's picture as the studio draws it, and placing the product on it by hand.
//
// Pictures are requested one at a time, always for the newest state, so that none queue up behind a fast hand; until one
// arrives the outline shows where the product will be. When the hand lets go the placement is saved.

const RESTS_MS = 350;  // keys and sliders have let go after so long without a change
const CALM_MS = 1500;  // the thumbnail follows after this long: sooner, it would delay the next move
const AGAIN_MS = 1500;
const FPS = 30;
const LABELS = {
  shadow: "Change the shadow", reflection: "Change the reflection", motion: "Change the movement", super_y: "Move the headline",
};
const SAID = {
  x: (value) => `${Math.round(value * 100)} %`,
  y: (value) => `${Math.round(value * 100)} %`,
  scale: (value) => `${Math.round(value * 100)} %`,
  rotation: (value) => `${Math.round(value)}°`,
  shadow: (value) => `${Math.round(value * 100)} %`,
  reflection: (value) => `${Math.round(value * 100)} %`,
  super_y: (value) => (value ? `${Math.round(value * 100)} %` : "Default"),
};

class Board {
  constructor(root) {
    this.root = root;
    this.board = this.one(".board");
    this.picture = this.one(".picture");
    this.canvas = this.one("canvas");
    this.local = new Map();    // scene -> {placement, super_y} as they are here, saved or not
    this.unsaved = new Map();  // spot -> the change that the studio has not confirmed
    this.frames = new Map();   // spot -> the frame that is shown; a spot is a scene's whole picture, or a shot of it
    this.framed = new Map();   // scene -> the shot that is chosen; none for the whole picture
    this.views = new Map();    // spot -> the view by hand as it is here, saved or not; null if there is none
    this.followed = new Map(); // spot -> the view that follows from the framing
    this.pointers = new Map();
    this.automatic = new Map();
    this.serial = 0;
    this.name = `${Date.now()}-${Math.random()}`;
    this.last = "";            // the newest change's name
    this.scene = "";
    this.shown = null;
    this.flying = false;
    this.hand = null;          // what is being done: {label, follow?}
    this.area = sessionStorage.getItem("adforge app overlay") ?? "none";
    this.listen();
  }

  one(selector) { return this.root.querySelector(selector); }
  all(selector) { return [...this.root.querySelectorAll(selector)]; }
  get facts() { return this.data.scenes.find((scene) => scene.id === this.scene); }
  get here() { return this.local.get(this.scene); }
  get shot() { return this.facts.shots.find((shot) => shot.id === this.framed.get(this.scene)) ?? null; }
  get spot() { return spotOf(this.scene, this.shot); }
  /** The first frame of what is chosen, and the number of its frames. */
  get span() { return this.shot ? [this.shot.first, this.shot.frames] : [0, this.facts.frames]; }
  get frame() {
    const [first, count] = this.span, known = this.frames.get(this.spot);
    return known === undefined ? first + Math.round(count * (this.shot ? 0.5 : 0.6)) : clamp(known, first, first + count - 1);
  }
  /** What the chosen shot shows: as the user framed it, or as it follows from its framing. */
  get view() { return this.views.get(this.spot) ?? this.followed.get(this.spot) ?? null; }
  get closest() { return Math.max(this.shown?.closest ?? CLOSEST, this.view?.zoom ?? 1); }
  get size() { return this.data.size; }
  get playing() { return this.board.classList.contains("playing"); }

  /**
   * The placement in force here: the user's own, or where the studio puts the product by itself. Right after a reset it
   * is not known yet where that is, and the picture still shows the product where it was.
   */
  get placement() { return this.here.placement ?? this.automatic.get(this.scene) ?? this.shown?.placement ?? null; }

  // What the studio says -------------------------------------------------------------------------------------------

  take(data) {
    // Another format has its own placements; changes in the one before are saved under its name.
    if (this.data && this.data.format !== data.format) this.forget();
    if (!this.data) this.framed.set(data.scene, data.shot);
    this.data = data;
    if (!this.facts) this.scene = data.scene;
    for (const [spot, change] of this.unsaved) if (change.serial <= data.heard) this.unsaved.delete(spot);
    this.serial = Math.max(this.serial, data.heard);
    for (const scene of data.scenes) {
      for (const shot of scene.shots) {
        const spot = spotOf(scene.id, shot);
        if (!this.unsaved.has(spot) && !(this.hand && spot === this.spot)) this.views.set(spot, shot.view);
      }
      if (this.unsaved.has(scene.id) || (this.hand && scene.id === this.scene)) continue;
      this.local.set(scene.id, { placement: scene.placement, super_y: scene.super_y });
    }
    this.board.style.setProperty("--ratio", this.size[0] / this.size[1]);
    this.board.style.setProperty("--count", data.scenes.length);
    // A canvas that is given a size, even the same, is wiped.
    if (this.canvas.width !== this.size[0] || this.canvas.height !== this.size[1]) [this.canvas.width, this.canvas.height] = this.size;
    this.one("svg").setAttribute("viewBox", `0 0 ${this.size[0]} ${this.size[1]}`);
    this.drawScenes();
    this.drawAreas();
    this.draw();
    this.ask();
  }

  forget() {
    this.letGo();
    for (const known of [this.local, this.unsaved, this.automatic, this.views, this.followed]) known.clear();
    this.shown = null;
  }

  // What the studio is asked ---------------------------------------------------------------------------------------

  address(scene, fields) { return `${this.data.address}/${encodeURIComponent(scene)}?${new URLSearchParams(fields)}`; }

  request() {
    const fields = { frame: this.frame, v: this.facts.version };
    if (this.here.placement) fields.placement = JSON.stringify(this.here.placement);
    fields.super_y = this.here.super_y ?? "";
    // Setting a moved headline anew takes too long to follow a hand.
    if (this.hand?.label === LABELS.super_y) fields.super_y = this.data.scenes.find((one) => one.id === this.scene).super_y ?? "";
    if (this.hand || this.playing) fields.passing = 1;
    if (this.shot) fields.shot = this.shot.id;
    if (this.shot && this.views.get(this.spot)) fields.view = JSON.stringify(this.views.get(this.spot));
    return { scene: this.scene, spot: this.spot, frame: this.frame, address: this.address(this.scene, fields) };
  }

  async ask() {
    if (this.flying || this.closed) return;
    const request = this.request();
    if (request.address === this.shown?.address) return;
    this.flying = true;
    try {
      const answer = await fetch(request.address);
      if (!answer.ok) throw new Error(await answer.text());
      const facts = JSON.parse(answer.headers.get("X-Comp"));
      const pixels = await createImageBitmap(await answer.blob());
      this.show(request, facts, pixels);
    } catch (error) {
      const lost = error instanceof TypeError;
      this.complain(lost ? "The studio does not answer. Is it still running?" : error.message);
      this.shown = { ...this.shown, address: request.address };
      if (lost) setTimeout(() => { this.shown = null; this.ask(); }, AGAIN_MS);
    }
    this.flying = false;
    this.ask();
  }

  show(request, facts, pixels) {
    if (!facts.placed) this.automatic.set(request.scene, facts.placement);
    // Another framing of the shot gives another view.
    if (facts.view && !facts.framed) this.followed.set(request.spot, facts.view);
    if (request.spot !== this.spot) return pixels.close();
    this.canvas.getContext("2d").drawImage(pixels, 0, 0, ...this.size);
    pixels.close();
    const scaled = ([x, y]) => [x * this.size[0], y * this.size[1]];
    this.shown = { ...request, ...facts, corners: facts.corners.map(scaled), foot: scaled(facts.foot) };
    this.shown.zoom = zoomOf(this.shown, this.size, this.data.aspect);
    this.canvas.dataset.shown = request.address;
    this.complain(facts.problem);
    this.hand?.follow?.();
    this.draw();
  }

  complain(sentence) {
    this.one(".fault").textContent = sentence;
    this.one(".fault").hidden = !sentence;
    this.one(".waiting").hidden = true;
  }

  // What a hand does -----------------------------------------------------------------------------------------------

  /** Another placement, or part of one, as long as the hand is at it. */
  change(fields, label, follow) {
    if (!this.placement) return;
    this.pause();
    if ("super_y" in fields) this.here.super_y = fields.super_y || null;
    else {
      const placement = { ...this.placement, ...fields };
      placement.x = clamp(placement.x, -0.5, 1.5);
      placement.y = clamp(placement.y, -0.5, 1.5);
      placement.scale = clamp(placement.scale, 0.03, 3);
      placement.rotation = ((placement.rotation + 540) % 360) - 180;
      this.here.placement = placement;
    }
    this.hand = { label, follow: follow ?? null };
    clearTimeout(this.calming);
    this.calming = setTimeout(() => { this.calming = 0; this.drawScenes(); }, CALM_MS);
    this.draw();
    this.ask();
  }

  /** The hand has let go: what it did is saved, and the picture settles. */
  letGo() {
    clearTimeout(this.resting);
    if (!this.hand) return;
    const { label } = this.hand;
    this.hand = null;
    this.save(label);
  }

  restSoon() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.letGo(), RESTS_MS);
  }

  save(label) {
    const serial = ++this.serial, what = this.shot ? { shot: this.shot.id, view: this.views.get(this.spot) ?? null } : this.here;
    const move = { id: `${this.name}-${serial}`, after: this.last, scene: this.scene, format: this.data.format, label, ...what };
    this.last = move.id;
    this.unsaved.set(this.spot, { serial, move });
    // A page that is being left no longer receives messages; the address does, and saves nothing twice.
    const address = this.address(this.scene, { seen: this.data.revision });
    fetch(address, { method: "POST", keepalive: true, body: JSON.stringify(move) }).catch(() => {});
    this.tell.setTriggerValue("done", { serial, changes: [...this.unsaved.values()].map((change) => change.move) });
    this.draw();
    this.ask();
  }

  reset() {
    this.hand = null;
    if (this.shot) this.views.set(this.spot, null);
    else this.here.placement = null;
    this.save(this.shot ? FRAME_AGAIN : "Reset the placement");
  }

  choose(scene) {
    this.letGo();
    this.pause();
    this.scene = scene;
    this.shown = null;
    this.one(".waiting").hidden = false;
    this.tell.setStateValue("scene", scene);
    this.tell.setStateValue("shot", this.shot?.id ?? "");
    this.drawScenes();
    this.draw();
    this.ask();
  }

  play() {
    this.letGo();
    this.board.classList.add("playing");
    const start = performance.now(), [first, count] = this.span, from = (this.frame - first + 1) % count;
    const step = (now) => {
      if (!this.playing) return;
      this.frames.set(this.spot, first + ((from + Math.floor(((now - start) * FPS) / 1000)) % count));
      this.draw();
      this.ask();
      this.ticking = requestAnimationFrame(step);
    };
    this.ticking = requestAnimationFrame(step);
  }

  pause() {
    cancelAnimationFrame(this.ticking);
    this.board.classList.remove("playing");
  }

  close() {
    this.letGo();
    this.pause();
    this.closed = true;
  }
}

const boards = new WeakMap();

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  let board = boards.get(parentElement);
  if (!board) boards.set(parentElement, (board = new Board(parentElement)));
  board.closed = false;
  board.tell = { setStateValue, setTriggerValue };
  board.take(data);
  const leave = () => board.letGo();
  // What is undone is what was done last.
  const leaving = ["pagehide", "adforge-step"];
  for (const name of leaving) addEventListener(name, leave);
  return () => {
    for (const name of leaving) removeEventListener(name, leave);
    board.close();
  };
}
