// Times in words: seconds since the start of a recording.

/// 3.25 → "0:03.2", 75 → "1:15.0", 3675 → "1:01:15.0"; truncated, as clocks are.
export function clock(seconds) {
  const tenths = Math.max(0, Math.floor(seconds * 10 + 1e-6));
  const whole = Math.floor(tenths / 10);
  const two = (number) => String(number).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const head = hours > 0 ? `${hours}:${two(minutes)}` : `${minutes}`;
  return `${head}:${two(whole % 60)}.${tenths % 10}`;
}

/// The same for an axis whose ticks are `step` seconds apart: tenths only where they differ.
export function axisLabel(seconds, step) {
  const text = clock(seconds);
  return step >= 1 ? text.slice(0, -2) : text;
}

/// 75.04 → "1 minute 15.0 seconds", for screen readers.
export function spokenTime(seconds) {
  const minutes = Math.floor(seconds / 60);
  const rest = `${(seconds - 60 * minutes).toFixed(1)} seconds`;
  return minutes === 0 ? rest : `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ${rest}`;
}
