const largestSide = 1_600;

/** The text of the QR code in a picture; `null` when there is none in it. @throws Error when it is no picture. */
export async function readQr(source: Blob | string): Promise<string | null> {
  const url = typeof source === 'string' ? source : URL.createObjectURL(source);
  try {
    const pixels = readPixels(await loadImage(url));
    const { default: decode } = await import('jsqr');
    return decode(pixels.data, pixels.width, pixels.height)?.data ?? null;
  } finally {
    if (url !== source) URL.revokeObjectURL(url);
  }
}

async function loadImage(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

function readPixels(image: HTMLImageElement): ImageData {
  const scale = Math.min(1, largestSide / Math.max(image.naturalWidth, image.naturalHeight));
  const width = Math.max(Math.round(image.naturalWidth * scale), 1);
  const height = Math.max(Math.round(image.naturalHeight * scale), 1);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('This browser has no canvas.');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
