// Emotions as the page shows them: one colour each in light and in dark, and their names.
//
// The colours were searched for in OKLCH so that any two of a theme differ (OKLab distance of at
// least 0.13), for normal vision and for the three kinds of colour blindness; a test computes this.

const kColours = {
  anger: { light: '#df6015', dark: '#fd6512' },
  boredom: { light: '#5d2d0a', dark: '#7d5841' },
  disgust: { light: '#79c4b0', dark: '#70d6a9' },
  fear: { light: '#ad7de8', dark: '#e18afe' },
  happiness: { light: '#f0aa00', dark: '#f9e32c' },
  neutral: { light: '#596064', dark: '#899298' },
  sadness: { light: '#2a3273', dark: '#4f5cce' },
  surprise: { light: '#55968e', dark: '#b1f7f4' },
};

const kOtherWords = {
  angry: 'anger', bored: 'boredom', disgusted: 'disgust', anxiety: 'fear', fearful: 'fear',
  joy: 'happiness', happy: 'happiness', calm: 'neutral', sad: 'sadness', surprised: 'surprise',
};

export const kKnownEmotions = Object.keys(kColours);

/// Map label → colour. A label that is no known emotion gets a colour that no other label has, while
/// there are some left; `theme` is "light" or "dark".
export function colourTable(labels, theme) {
  const named = labels.map((label) => kOtherWords[label] ?? label);
  const spare = kKnownEmotions.filter((emotion) => !named.includes(emotion));
  const table = new Map();
  labels.forEach((label, i) => {
    const emotion = kColours[named[i]] ? named[i] : spare.shift() ?? 'neutral';
    table.set(label, kColours[emotion][theme]);
  });
  return table;
}

/// "anger" → "Anger".
export function titleOf(label) {
  return label ? label[0].toUpperCase() + label.slice(1) : '';
}

/// 0.914 → "91 %"; less than half a per cent above 0 is "<1 %". Never rounds up to 100 %.
export function percent(share) {
  const rounded = Math.round(share * 100);
  if (share > 0 && rounded === 0) return '<1 %';
  if (share < 1 && rounded === 100) return '>99 %';
  return `${rounded} %`;
}
