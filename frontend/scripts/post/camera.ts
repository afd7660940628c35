// Scanning with the camera, where the browser can read QR codes by itself.

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

declare global {
  interface Window {
    BarcodeDetector?: new (options: { formats: string[] }) => Detector;
  }
}

const PAUSE = 250; // milliseconds between looks

export function canScan(): boolean {
  return "BarcodeDetector" in window && !!navigator.mediaDevices;
}

/** Show the camera in `video` and hand each text that is seen to `seen`, the same one once in a
    row, until `video` is hidden again. */
export async function scan(video: HTMLVideoElement, seen: (text: string) => void): Promise<void> {
  if (!window.BarcodeDetector) return;
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  const media = { video: { facingMode: "environment" }, audio: false };
  const stream = await navigator.mediaDevices.getUserMedia(media);
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  let last = "";
  while (!video.hidden) {
    const [found] = await detector.detect(video);
    if (found && found.rawValue !== last) {
      last = found.rawValue;
      seen(last);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  for (const track of stream.getTracks()) track.stop();
}
