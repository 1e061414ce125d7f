// A series as a small picture: a line for each channel over time, scaled to the range that all its channels have.

import type { Series } from "../data/series.js";

/** Hues of the first channels; further ones begin anew. */
const colours = ["#1f5fa8", "#c2571a", "#2e7d4f", "#8a3fa0", "#b3261e", "#6b6b00"] as const;
const [width, height, margin] = [120, 64, 4] as const;
/** Points drawn of each channel, at most. */
const mostPoints = 240;
/** Channels drawn, at most. */
const mostChannels = 12;

/** A `data:image/png;base64,` address. */
export async function seriesThumbnail({ steps, channels, values }: Series): Promise<string> {
  const shown = Math.min(channels, mostChannels);
  const at = (step: number, channel: number): number => values[step * channels + channel]!;
  let [low, high] = [Infinity, -Infinity];
  for (let step = 0; step < steps; step++) {
    for (let channel = 0; channel < shown; channel++) {
      low = Math.min(low, at(step, channel));
      high = Math.max(high, at(step, channel));
    }
  }
  const range = high > low ? high - low : 1;
  const points = Math.min(steps, mostPoints);
  const lines = Array.from({ length: shown }, (_, channel) => {
    const places = Array.from({ length: points }, (_, i) => {
      const step = points === 1 ? 0 : Math.round((i * (steps - 1)) / (points - 1));
      const x = margin + ((width - 2 * margin) * step) / Math.max(1, steps - 1);
      const y = height - margin - ((height - 2 * margin) * (at(step, channel) - low)) / range;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
    // A single step is a dash.
    if (places.length === 1) places.push(`${width - margin},${places[0]!.split(",")[1]}`);
    return `<polyline points="${places.join(" ")}" fill="none" stroke="${colours[channel % colours.length]}" stroke-width="1.4"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${lines.join("")}</svg>`;
  const { default: sharp } = await import("sharp");
  const bytes = await sharp(Buffer.from(svg)).png({ compressionLevel: 9, palette: true, colours: 32 }).toBuffer();
  return `data:image/png;base64,${bytes.toString("base64")}`;
}
