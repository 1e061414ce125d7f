// Which files are pictures: by extension while folders are listed, by their first bytes when they are read. Only formats
// named here ever reach a decoder: what only looks like a picture (an SVG with references, a PDF) is refused before it.

export type ImageFormat = "png" | "jpeg" | "webp" | "avif" | "tiff" | "gif" | "bmp" | "netpbm";

/** In lower case, with the dot. */
export const imageExtensions: readonly string[] = [
  ...[".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".avif", ".tif", ".tiff", ".gif"],
  ...[".bmp", ".dib", ".pgm", ".ppm", ".pbm", ".pnm"],
];

/** Whether the name ends like a picture's, in any case. */
export function hasImageExtension(name: string): boolean {
  const dot = name.lastIndexOf(".");
  return dot > 0 && imageExtensions.includes(name.slice(dot).toLowerCase());
}

/** The format that the first bytes announce, or undefined where it is none that Kindred reads. */
export function imageFormat(bytes: Uint8Array): ImageFormat | undefined {
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, 8) === "\x89PNG\r\n\x1a\n") return "png";
  if (text(0, 3) === "\xff\xd8\xff") return "jpeg";
  if (text(0, 4) === "RIFF" && text(8, 12) === "WEBP") return "webp";
  if (text(4, 8) === "ftyp" && /avi[fs]/.test(text(8, 40))) return "avif";
  if (["II*\0", "MM\0*", "II+\0", "MM\0+"].includes(text(0, 4))) return "tiff";
  if (text(0, 6) === "GIF87a" || text(0, 6) === "GIF89a") return "gif";
  if (text(0, 2) === "BM") return "bmp";
  return /^P[1-6][\s#]/.test(text(0, 3)) ? "netpbm" : undefined;
}
