// The theme's colours for a canvas, read from the style sheet, and readable text colours on them.

export function theme() {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/// Colours and fonts of style.css for drawing.
export function readInk() {
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(name).trim();
  const family = getComputedStyle(document.body).fontFamily;
  return {
    text: value('--ink'), soft: value('--soft'), line: value('--line'), card: value('--card'),
    track: value('--track'), wave: value('--wave'), accent: value('--accent'), chosen: value('--chosen'),
    font: `12px ${family}`, boldFont: `600 12px ${family}`, on: readableOn,
  };
}

/// Black or white, whichever has more contrast (WCAG 2.2) on "#rrggbb".
export function readableOn(colour) {
  return contrast(colour, '#000000') >= contrast(colour, '#ffffff') ? '#000000' : '#ffffff';
}

/// Contrast ratio of two colours "#rrggbb", from 1 to 21.
export function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/// The linear red, green and blue of "#rrggbb", in [0, 1].
export function linear(colour) {
  return [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

function luminance(colour) {
  const [red, green, blue] = linear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
