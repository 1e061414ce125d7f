// Whether a camera was held upright: tag 0x0112 of the first directory of EXIF, which lies in a JPEG's APP1 segment.
//
//   "Exif" 0 0 | byte order "II" or "MM", 42, place of the directory | entries of 12 bytes: tag, type, count, value
//
// EXIF 2.32, 4.6. Places count from the byte order on.

/** Whether the content of an APP1 segment leaves a picture as it is: orientation 1, none, or no EXIF at all. False where in doubt. */
export function isUpright(segment: Uint8Array): boolean {
  if (String.fromCharCode(...segment.subarray(0, 6)) !== "Exif\0\0") return true;
  const tiff = segment.subarray(6);
  const order = String.fromCharCode(...tiff.subarray(0, 2));
  if (tiff.length < 8 || (order !== "II" && order !== "MM")) return false;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.length);
  const little = order === "II";
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return false;
  const entries = view.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > tiff.length) return false;
    if (view.getUint16(entry, little) === 0x0112) return view.getUint16(entry + 8, little) === 1;
  }
  return true;
}
