// What people's presses mean, judged in the browser, where it is known when and where each one fell.
//
// The second and third press of a double or triple click never reach the page: what the first one did may have put
// another button under the pointer. Nor does a press on the same button while the page still answers the one before, nor
// one on whatever the answer, however late it comes, has just brought under a pointer that stayed: nobody meant that.
// A key that is held is one press.
// Presses of Undo and Redo are counted instead, by key or by pointer: each is one step, however quick they are.
const MULTI_CLICK_MS = 500;  // as long as Windows and most others wait for the second press
const NEAR_PX = { mouse: 8, pen: 16, touch: 24 };  // a finger does not meet the same place twice
const MOST = 3;
const BUTTONS = "button, a[href]";
// Pressed quickly on purpose: the steppers of number fields.
const MEANT_QUICKLY = "[data-testid^=stNumberInputStep]";
// The page has nothing to answer: what runs after these was asked for by something else.
const UNANSWERED = "[data-testid=stPopoverButton], a[download]";
const KEYS = { z: "undo", y: "redo" };
const SHIFTED = { z: "redo" };
const TYPED = "textarea, [contenteditable], input:not([type=range], [type=checkbox], [type=radio], [type=file])";
// Menus are fields, too, and keep the cursor once something is chosen; only in an open one something can be typed.
const CLOSED_MENU = "[role=combobox][aria-expanded=false]";
const STATE = "data-test-script-state";

const studio = (window.adforgePresses ??= begin());

export default function (component) {
  studio.receive(component);
}

function begin() {
  let component = null;
  // The last one that went down: when, where, on which button, the how manieth of its click, and whether it was let go
  // of on that button. One that was not (the page moved, or a finger scrolled it) did nothing and counts for nothing.
  let press = null;
  // The page's answer to the last press it got: to which button and where, whether it has begun, and when it was done.
  let answer = null;
  const walks = new Map();  // by project: the steps taken that the studio has not confirmed, from number `first` on

  function down(event) {
    if (!event.isPrimary || event.button !== 0) return;
    const { timeStamp: at, clientX: x, clientY: y } = event;
    const reach = NEAR_PX[event.pointerType] ?? NEAR_PX.mouse;
    const follows = press && at - press.at < MULTI_CLICK_MS && Math.hypot(x - press.x, y - press.y) < reach;
    const turn = !follows ? 1 : press.clicked ? (press.turn % MOST) + 1 : press.turn;
    press = { at, x, y, reach, turn, on: buttonOf(event), clicked: false };
  }

  function click(event) {
    if (event.detail === 0) return;  // by keyboard
    const button = buttonOf(event);
    if (press && press.on === button) press.clicked = true;
    if (!button || button.matches(MEANT_QUICKLY)) return;
    const word = wordOf(button);
    if (word) {
      stop(event);
      take(word);
    } else if (press?.turn > 1 || isUnmeant(nameOf(button), event)) {
      stop(event);
    } else if (!button.matches(UNANSWERED)) {
      const { timeStamp: at, clientX: x, clientY: y } = event;
      answer = { button: nameOf(button), at, x, y, begun: false, done: null };
    }
  }

  function buttonOf(event) {
    return event.target.closest?.(BUTTONS) ?? null;
  }

  function isUnmeant(button, { timeStamp: at, clientX: x, clientY: y }) {
    if (!answer) return false;
    const awaited = answer.done === null && (answer.begun || at - answer.at < MULTI_CLICK_MS);
    if (answer.button === button) return awaited;
    const stayed = Math.hypot(x - answer.x, y - answer.y) < (press?.reach ?? NEAR_PX.mouse);
    return stayed && (awaited || at - answer.done < MULTI_CLICK_MS);
  }

  function key(event) {
    if (event.repeat && event.key === "Enter" && !event.target.matches?.("textarea")) {
      stop(event);
      return;
    }
    const control = event.ctrlKey !== event.metaKey && !event.altKey;
    const alone = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    // In a field, Ctrl+Z takes back what was typed there.
    const typing = event.target.matches?.(TYPED) && !event.target.matches(CLOSED_MENU);
    if (!alone && !(control && !typing)) return;
    // With Alt some keyboards write other letters.
    const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code.replace("Key", "").toLowerCase();
    const word = event.shiftKey ? SHIFTED[letter] : KEYS[letter];
    if (!word || !component?.data.project) return;
    stop(event);
    if (!event.repeat) take(word);
  }

  function stop(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  function wordOf(button) {
    if (!component?.data.project) return null;
    return Object.values(KEYS).find((word) => button.closest(`.st-key-${classOf(component.data.buttons[word])}`));
  }

  // As Streamlit makes a class of a widget's key.
  function classOf(key) {
    return key.trim().replaceAll(/[^a-zA-Z0-9_-]/g, "-");
  }

  // Drawn anew, a button may be another element. Its place tells it from others of the same widget or container.
  function nameOf(button) {
    const keyed = button.closest("[class*=st-key-]");
    if (!keyed) return button;
    const key = [...keyed.classList].find((name) => name.startsWith("st-key-"));
    return `${key} ${[...keyed.querySelectorAll(BUTTONS)].indexOf(button)}`;
  }

  function walkOf(project) {
    if (!walks.has(project)) walks.set(project, { first: 0, words: [] });
    return walks.get(project);
  }

  function take(word) {
    window.dispatchEvent(new Event("adforge-step"));  // what is not saved yet is saved first
    walkOf(component.data.project).words.push(word);
    tell();
  }

  function tell() {
    component.setStateValue("walk", { ...walkOf(component.data.project) });
  }

  function receive(next) {
    const anew = next.parentElement !== component?.parentElement;
    component = next;
    const { project, heard } = next.data;
    if (!project) return;
    const walk = walkOf(project);
    const confirmed = Math.min(Math.max(heard - walk.first, 0), walk.words.length);
    walk.words.splice(0, confirmed);
    walk.first += confirmed;
    // What was pressed while one page gave way to the next may not have been sent.
    if (anew && walk.words.length) tell();
  }

  function stateChanged() {
    if (!answer || answer.done !== null) return;
    const idle = document.querySelector(`[${STATE}]`)?.getAttribute(STATE) === "notRunning";
    if (!idle) answer.begun = true;
    else if (answer.begun) answer.done = performance.now();
  }

  window.addEventListener("pointerdown", down, true);
  window.addEventListener("click", click, true);
  window.addEventListener("keydown", key, true);
  new MutationObserver(stateChanged).observe(document.body, {
    attributes: true,
    attributeFilter: [STATE],
    subtree: true,
  });
  return { receive };
}
