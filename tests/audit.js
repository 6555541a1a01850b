// What in the document is hard to read, has no name or no help, as sentences. Walks into shadow roots; skips what is not shown.
() => {
  const LEAST = 4.5, LEAST_LARGE = 3;
  const dot = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    dot.clearRect(0, 0, 1, 1);
    dot.fillStyle = colour;
    dot.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = dot.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top, below) => below.slice(0, 3).map((value, place) => top[place] * top[3] + value * (1 - top[3]));
  const light = (colour) => {
    const [red, green, blue] = colour.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const parent = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host ?? null;
  const chain = (element) => {
    const found = [];
    for (let one = element; one; one = parent(one)) found.push(one);
    return found;
  };
  const page = rgba(getComputedStyle(document.querySelector(".stApp")).backgroundColor);

  /** The contrast of text in `element`, or null where it stands on a picture or cannot be used just now. */
  const judged = (element, colour) => {
    const above = chain(element);
    const label = element.closest("[data-testid=stWidgetLabel]")?.parentElement.querySelector(":disabled");
    if (label || above.some((one) => one.matches(":disabled, [aria-disabled=true], [inert]"))) return null;
    const { x, y, width, height } = element.getBoundingClientRect(), middle = [x + width / 2, y + height / 2];
    let below = page.slice(0, 3), strength = 1;
    for (const one of above.reverse()) {
      const style = getComputedStyle(one);
      const box = one.getBoundingClientRect();
      if (box.left <= middle[0] && middle[0] <= box.right && box.top <= middle[1] && middle[1] <= box.bottom) {
        if (style.backgroundImage !== "none") return null;
        below = over(rgba(style.backgroundColor), below);
      }
      strength *= Number(style.opacity);
    }
    const ink = rgba(colour);
    return contrast(over([...ink.slice(0, 3), ink[3] * strength], below), below);
  };
  const seen = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && element.getClientRects().length > 0
    && element.getBoundingClientRect().width > 1;

  const faults = new Set();
  const read = (element, text, colour) => {
    const found = judged(element, colour), style = getComputedStyle(element);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (found !== null && found < (large ? LEAST_LARGE : LEAST)) faults.add(`“${text.slice(0, 40)}” has a contrast of ${found.toFixed(2)}`);
  };
  const name = (element) => {
    const by = (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => element.getRootNode().getElementById(id)?.textContent ?? "").join("");
    const labels = [...(element.labels ?? [])].map((label) => label.textContent).join("");
    const inside = [...element.querySelectorAll("[aria-label], [alt]")].map((one) => one.ariaLabel ?? one.alt).join("");
    const held = element.matches("input, select, textarea") ? "" : element.textContent + inside;
    return [element.ariaLabel, by, labels, element.title, held].map((one) => (one ?? "").trim()).find(Boolean);
  };
  /** Whether something says what a control is for: a title, a description, or the tooltip of the widget it is in. */
  const helped = (element) => {
    const tooltip = "[data-testid=stTooltipIcon], [data-testid=stTooltipHoverTarget]";
    const widget = element.closest("[data-testid=stElementContainer]");
    return element.closest(`[title], [aria-describedby], ${tooltip}`) || widget?.querySelector(tooltip);
  };
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) walk(element.shadowRoot);
      if (!seen(element)) continue;
      const text = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join("").trim();
      const icon = element.closest("[data-testid=stIconMaterial], [translate=no]");
      if (text && !icon && !element.matches("option, style, script, noscript, title")) read(element, text, getComputedStyle(element).color);
      if (element.placeholder && !element.value) read(element, element.placeholder, getComputedStyle(element, "::placeholder").color);
      if (element.matches("button, a[href], input:not([type=hidden]), select, textarea, video[controls], audio[controls], [tabindex='0']:not(main)") && !name(element)) {
        faults.add(`${element.outerHTML.slice(0, 160)} has no name`);
      }
      if (element.matches("button, a[href], input:not([type=hidden]), select, textarea, [role=application]") && !helped(element)) {
        faults.add(`${name(element)} has no help`);
      }
    }
  };
  walk(document);
  return [...faults];
}
