// Pointer and keys: what is dragged or nudged on the timeline.

const NEAR_PX = 7;      // a cut is drawn to a beat or a word from here
const DRAG_PX = 4;
const STEP = 1, LONG_STEP = 10;
const TRANSPORT = { " ": "toggle", k: "stop", j: "back", l: "forward" };

Object.assign(Timeline.prototype, {
  listen() {
    this.lanes.addEventListener("pointerdown", (event) => this.grab(event));
    this.lanes.addEventListener("click", (event) => this.click(event));
    this.table.addEventListener("keydown", (event) => this.key(event));
    this.table.addEventListener("focusout", () => this.hand?.byKey && this.letGo());
    this.scroll.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.one(".zoom").addEventListener("click", (event) => {
      const how = event.target.dataset.zoom;
      if (how) this.zoomTo(how === "fit" ? 1 : this.zoom * (how === "in" ? 1.6 : 1 / 1.6), this.scroll.clientWidth / 2);
    });
  },

  frameAt(event) { return (event.clientX - this.lanes.getBoundingClientRect().left) / this.scale; },

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.zoomTo(this.zoom * Math.exp(-event.deltaY / 300), event.clientX - this.scroll.getBoundingClientRect().left);
  },

  grab(event) {
    if (event.button || !event.isPrimary) return;
    const on = event.target.closest(".edge, .take, .clip, .ruler");
    if (!on) return;
    this.letGo();
    if (on.matches(".ruler")) {
      const scrub = (now) => this.seek(Math.round(this.frameAt(now)));
      return this.drag(event, on, () => scrub(event), scrub);
    }
    // A finger that moves on a scene scrolls; it moves scenes by the buttons of the scene.
    if (on.matches(".clip")) return event.pointerType === "touch" ? null : this.grabClip(event, on);
    event.preventDefault();
    on.focus({ preventScroll: true });
    const start = this.frameAt(event), held = this.hold(on), from = held.value;
    on.classList.add("held");
    this.drag(event, on, null, (moved) => {
      const wanted = from + this.frameAt(moved) - start;
      const [value, snapped] = moved.altKey ? [Math.round(wanted), ""] : this.drawn(held, wanted);
      held.set(value);
      this.tellHand(held, snapped);
    }, () => {
      on.classList.remove("held");
      this.one(".snap").style.display = "none";
      this.letGo();
    });
  },

  /** Follows a pointer from here until it is let go of; a cancelled one puts everything back. */
  drag(event, element, begin, move, end = null) {
    element.setPointerCapture(event.pointerId);
    begin?.();
    const off = new AbortController();
    const { signal } = off;
    element.addEventListener("pointermove", move, { signal });
    element.addEventListener("pointerup", () => { off.abort(); end?.(); }, { signal });
    element.addEventListener("pointercancel", () => { off.abort(); element.classList.remove("held"); this.drop(); }, { signal });
  },

  /** Takes a cut, the end of a scene, or a voice in hand: its value in frames, its limits, and what saves it. */
  hold(on) {
    const { scene: id, shot: shotId } = on.dataset, scene = this.scene(id), before = structuredClone(scene);
    if (on.matches(".take")) {
      const most = Math.max(0, scene.frames - Math.min(scene.voice[1], scene.frames));
      return this.inHand(before.voice[0], 0, Math.max(most, before.voice[0]), {
        what: `Voice of ${scene.title} starts at`,
        first: () => this.first(id),
        set: (value) => { scene.voice[0] = value; },
        change: (value) => ({ scene: id, voice: value }),
      });
    }
    if (shotId) {
      const place = scene.shots.findIndex((shot) => shot.id === shotId), [shot, next] = scene.shots.slice(place, place + 2);
      const [was, after] = [before.shots[place], before.shots[place + 1]];
      return this.inHand(was.frames, was.least, was.most, {
        what: `${shot.name} shot:`,
        first: () => this.first(id) + shot.first,
        set: (value) => {
          shot.frames = value;
          next.first = shot.first + value;
          next.frames = after.frames + was.frames - value;
        },
        change: (value) => ({ scene: id, shot: shotId, frames: value }),
      });
    }
    const most = Math.max(before.frames, this.data.longest - this.frames + before.frames);
    return this.inHand(before.frames, Math.min(this.data.shortest, before.frames), most, {
      what: `${scene.title}:`,
      first: () => this.first(id),
      set: (value) => {
        let first = 0;
        scene.frames = value;
        for (const [place, shot] of scene.shots.entries()) {
          const end = Math.round(((before.shots[place].first + before.shots[place].frames) * value) / before.frames);
          Object.assign(shot, { first, frames: Math.max(1, end - first) });
          first = end;
        }
      },
      change: (value) => ({ scene: id, frames: value }),
    });
  },

  inHand(from, least, most, { what, first, set, change }) {
    const held = {
      value: from, what, first,
      set: (value) => {
        held.value = clamp(value, least, most);
        set(held.value);
        this.place();
      },
    };
    this.hand = { change: () => (held.value === from ? null : change(held.value)), held };
    return held;
  },

  /** The value nearest to `wanted` that falls on a beat or between two words, and which it is; else `wanted` itself. */
  drawn(held, wanted) {
    const first = held.first(), own = this.scenes.flatMap((scene) => {
      const start = this.first(scene.id);
      return scene.words.flatMap(([at, frames, text]) => [[start + at, `before “${text}”`], [start + at + frames, `after “${text}”`]]);
    });
    const targets = [...this.data.beats.map((beat, index) => [beat, index % 4 ? "on a beat" : "on a downbeat"]), ...own, [Math.round(this.at), "at the playhead"]];
    let best = [Math.round(wanted), ""], nearest = NEAR_PX / this.scale;
    for (const [frame, name] of targets) {
      const away = Math.abs(frame - first - wanted);
      if (away < nearest) [best, nearest] = [[frame - first, name], away];
    }
    return best;
  },

  tellHand(held, snapped) {
    this.hint(`${held.what} ${spoken(held.value)}${snapped ? `, ${snapped}` : ""}`);
    const line = this.one(".snap");
    line.style.display = snapped ? "block" : "none";
    line.style.left = `${(held.first() + held.value) * this.scale}px`;
  },

  grabClip(event, clip) {
    const id = clip.dataset.scene, start = event.clientX, from = this.scenes.findIndex((scene) => scene.id === id);
    let place = from;
    this.moved = false;
    this.drag(event, clip, null, (now) => {
      const by = now.clientX - start;
      if (!this.moved && Math.abs(by) < DRAG_PX) return;
      if (!this.moved) {
        this.moved = true;
        this.hand = { change: () => (place === from ? null : { scene: id, place }) };
        clip.classList.add("held");
      }
      const middle = this.frameAt(now), scene = this.scene(id);
      const others = this.scenes.filter((one) => one !== scene);
      let first = 0;
      place = others.length;
      for (const [index, other] of others.entries()) {
        if (middle < first + other.frames / 2) { place = index; break; }
        first += other.frames;
      }
      this.scenes = [...others.slice(0, place), scene, ...others.slice(place)];
      this.place();
      clip.style.left = `${middle * this.scale - clip.offsetWidth / 2}px`;
      this.hint(`${scene.title}: ${place === 0 ? "the first" : place === others.length ? "the last" : `number ${place + 1}`}`);
    }, () => {
      clip.classList.remove("held");
      if (this.moved) this.letGo();
      this.place();
    });
  },

  click(event) {
    const clip = event.target.closest(".clip");
    if (!clip || this.moved) return void (this.moved = false);
    const scene = this.scene(clip.dataset.scene), frame = this.frameAt(event) - this.first(scene.id);
    const under = event.detail ? scene.shots.find((shot) => frame < shot.first + shot.frames) : scene.shots[0];
    this.seek(event.detail ? Math.round(this.frameAt(event)) : this.first(scene.id));
    this.open(scene.id, under?.id ?? "");
  },

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const on = event.target, by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const done = () => { event.preventDefault(); event.stopPropagation(); };
    const transport = TRANSPORT[event.key.toLowerCase()];
    if (transport && !(event.key === " " && on.matches("button"))) {
      done();
      return window.dispatchEvent(new CustomEvent("adforge-transport", { detail: transport }));
    }
    if (event.key === "+" || event.key === "=") return done(), this.zoomTo(this.zoom * 1.6);
    if (event.key === "-") return done(), this.zoomTo(this.zoom / 1.6);
    if (event.key === "0") return done(), this.zoomTo(1);
    if (event.key === "Escape") return this.drop();
    if (on.matches(".clip") && by) return done(), this.keyOnClip(on, by, event.shiftKey);
    if (on.matches(".edge, .take") && by) {
      done();
      if (this.hand?.on !== on.dataset.name) {
        this.letGo();
        this.hold(on);
        Object.assign(this.hand, { on: on.dataset.name, byKey: true });
      }
      const { held } = this.hand;
      held.set(held.value + by * (event.shiftKey ? LONG_STEP : STEP));
      this.tellHand(held, "");
      return this.restSoon();
    }
    if (on.matches(".ruler")) this.keyOnRuler(event, by, done);
  },

  keyOnClip(clip, by, move) {
    const id = clip.dataset.scene, place = this.scenes.findIndex((scene) => scene.id === id);
    const there = clamp(place + by, 0, this.scenes.length - 1);
    if (there === place) return;
    if (!move) return this.one(`[data-name="clip ${CSS.escape(this.scenes[there].id)}"]`).focus();
    this.letGo();
    const [scene] = this.scenes.splice(place, 1);
    this.scenes.splice(there, 0, scene);
    this.place();
    this.save({ scene: id, place: there });
  },

  keyOnRuler(event, by, done) {
    const cuts = this.scenes.flatMap((scene) => scene.shots.map((shot) => this.first(scene.id) + shot.first));
    const at = Math.round(this.at);
    const to = {
      ArrowLeft: at - (event.shiftKey ? LONG_STEP : STEP),
      ArrowRight: at + (event.shiftKey ? LONG_STEP : STEP),
      ArrowUp: cuts.findLast((cut) => cut < at) ?? 0,
      ArrowDown: cuts.find((cut) => cut > at) ?? this.frames - 1,
      Home: 0,
      End: this.frames - 1,
    }[event.key];
    if (to === undefined) return;
    done();
    this.seek(to);
  },
});
