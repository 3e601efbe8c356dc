import Flatbush from 'flatbush';
import type { MapData } from './api';

/** What of the plane is seen: the middle, and pixels a unit. */
export interface Camera { x: number; y: number; scale: number }

export interface Label { text: string; x: number; y: number; basin: number; weight: number }

const ZONE_OUTSIDE = 2;
const ZONE_UNSTABLE = 1;
const HUES = 18;

/** Colours of basins: neighbours in the list differ in hue, all are told apart from the ground. */
export function colour(basin: number, dark: boolean): [number, number, number] {
  if (basin < 0) return dark ? [150, 150, 150] : [120, 120, 120];
  const hue = (basin * 137.508) % 360;
  const turn = Math.floor(basin / HUES) % 3;
  const light = (dark ? 0.66 : 0.42) + (turn - 1) * 0.07;
  const strong = 0.62;
  const channel = (n: number): number => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (light - strong * Math.min(light, 1 - light) * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

export const css = (basin: number, dark: boolean): string => `rgb(${colour(basin, dark).join(' ')})`;

/**
 * Draws points into a buffer of pixels: a stable thought is a square, one between basins a cross, one outside all a ring, so
 * that no colour is needed to tell them apart.
 */
export class Painter {
  readonly index: Flatbush | null;
  readonly bounds: { minX: number; minY: number; maxX: number; maxY: number };
  private buffer: ImageData | null = null;

  constructor(readonly data: MapData) {
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < data.size; i++) {
      minX = Math.min(minX, data.x[i]!);
      maxX = Math.max(maxX, data.x[i]!);
      minY = Math.min(minY, data.y[i]!);
      maxY = Math.max(maxY, data.y[i]!);
    }
    this.bounds = data.size ? { minX, minY, maxX, maxY } : { minX: -1, minY: -1, maxX: 1, maxY: 1 };
    if (data.size) {
      this.index = new Flatbush(data.size);
      for (let i = 0; i < data.size; i++) this.index.add(data.x[i]!, data.y[i]!, data.x[i]!, data.y[i]!);
      this.index.finish();
    } else {
      this.index = null;
    }
  }

  /** A camera that sees everything. */
  whole(width: number, height: number): Camera {
    const { minX, minY, maxX, maxY } = this.bounds;
    const scale = Math.min(width * 0.9 / Math.max(1e-6, maxX - minX), height * 0.86 / Math.max(1e-6, maxY - minY));
    return { x: (minX + maxX) / 2, y: (minY + maxY) / 2, scale };
  }

  /** @param lit rows that are looked at; the others fade when there are any */
  paint(context: CanvasRenderingContext2D, camera: Camera, ratio: number, dark: boolean, lit: ReadonlySet<number>,
    basin: number): void {
    const width = context.canvas.width;
    const height = context.canvas.height;
    if (!this.buffer || this.buffer.width !== width || this.buffer.height !== height) {
      this.buffer = context.createImageData(width, height);
    }
    const pixels = new Uint32Array(this.buffer.data.buffer);
    pixels.fill(0);
    const { x, y, basin: basins, zone, size } = this.data;
    const palette = new Map<number, [number, number]>();
    const shades = (number: number): [number, number] => {
      let known = palette.get(number);
      if (!known) {
        const [r, g, b] = colour(number, dark);
        known = [0xff000000 | b << 16 | g << 8 | r, 0x38000000 | b << 16 | g << 8 | r];
        palette.set(number, known);
      }
      return known;
    };
    const scale = camera.scale * ratio;
    const left = width / 2 - camera.x * scale;
    const top = height / 2 + camera.y * scale;
    const zoom = camera.scale / Math.max(1e-9, this.whole(width / ratio, height / ratio).scale);
    const base = size > 30000 ? 1 : size > 6000 ? 1.5 : 2.2;
    const radius = Math.max(1, Math.round(Math.min(5, base * Math.sqrt(zoom)) * ratio));
    const chosen = lit.size > 0 || basin >= 0;
    for (let pass = chosen ? 0 : 1; pass < 2; pass++) {
      for (let i = 0; i < size; i++) {
        const bright = !chosen || (basin >= 0 && basins[i] === basin) || lit.has(i);
        if (chosen && bright !== (pass === 1)) continue;
        const px = Math.round(x[i]! * scale + left);
        const py = Math.round(top - y[i]! * scale);
        if (px < -radius || py < -radius || px >= width + radius || py >= height + radius) continue;
        const shade = shades(basins[i]!)[bright ? 0 : 1];
        this.stamp(pixels, width, height, px, py, zone[i]!, lit.has(i) ? radius + Math.round(ratio) : radius, shade);
      }
    }
    context.putImageData(this.buffer, 0, 0);
  }

  private stamp(pixels: Uint32Array, width: number, height: number, px: number, py: number, zone: number, radius: number,
    shade: number): void {
    const around = zone === ZONE_OUTSIDE || zone === ZONE_UNSTABLE ? Math.max(2, radius) : radius;
    for (let dy = -around; dy <= around; dy++) {
      const row = py + dy;
      if (row < 0 || row >= height) continue;
      for (let dx = -around; dx <= around; dx++) {
        const column = px + dx;
        if (column < 0 || column >= width) continue;
        const distance = dx * dx + dy * dy;
        const inside = zone === ZONE_UNSTABLE
          ? dx === 0 || dy === 0
          : zone === ZONE_OUTSIDE
            ? distance <= around * around + 1 && distance >= (around - 1) * (around - 1)
            : distance <= around * around + 0.5;
        if (inside) pixels[row * width + column] = shade;
      }
    }
  }

  /** The row nearest to a place on the screen, within some pixels; -1 for none. */
  nearest(x: number, y: number, camera: Camera, width: number, height: number, pixels = 12): number {
    if (!this.index) return -1;
    const wx = (x - width / 2) / camera.scale + camera.x;
    const wy = camera.y - (y - height / 2) / camera.scale;
    return this.index.neighbors(wx, wy, 1, pixels / camera.scale)[0] ?? -1;
  }

  /** Rows within a polygon of the screen. */
  within(polygon: readonly [number, number][], camera: Camera, width: number, height: number): number[] {
    const rows: number[] = [];
    for (let i = 0; i < this.data.size; i++) {
      const px = (this.data.x[i]! - camera.x) * camera.scale + width / 2;
      const py = height / 2 - (this.data.y[i]! - camera.y) * camera.scale;
      let inside = false;
      for (let a = 0, b = polygon.length - 1; a < polygon.length; b = a++) {
        const [ax, ay] = polygon[a]!;
        const [bx, by] = polygon[b]!;
        if (ay > py !== by > py && px < (bx - ax) * (py - ay) / (by - ay) + ax) inside = !inside;
      }
      if (inside) rows.push(i);
    }
    return rows;
  }

  /** Where each basin's name stands: at the middle of its members, the median of both directions. */
  labels(names: readonly (string | undefined)[]): Label[] {
    const members = new Map<number, number[]>();
    for (let i = 0; i < this.data.size; i++) {
      const basin = this.data.basin[i]!;
      const list = members.get(basin);
      if (list) list.push(i);
      else members.set(basin, [i]);
    }
    const labels: Label[] = [];
    members.forEach((rows, basin) => {
      const text = names[basin];
      if (basin < 0 || !text) return;
      const middle = (values: Float32Array): number => {
        const sorted = rows.map((row) => values[row]!).sort((a, b) => a - b);
        return sorted[sorted.length >> 1]!;
      };
      labels.push({ text, basin, weight: rows.length, x: middle(this.data.x), y: middle(this.data.y) });
    });
    return labels.sort((a, b) => b.weight - a.weight);
  }
}

/** The labels that fit, the largest basins first, none over another. */
export function placed(labels: readonly Label[], camera: Camera, width: number, height: number,
  measure: (text: string) => number, line: number): { label: Label; text: string; left: number; top: number; width: number }[] {
  const taken: { left: number; top: number; right: number; bottom: number }[] = [];
  const result: { label: Label; text: string; left: number; top: number; width: number }[] = [];
  for (const label of labels) {
    const x = (label.x - camera.x) * camera.scale + width / 2;
    const y = height / 2 - (label.y - camera.y) * camera.scale;
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const text = label.text.length > 34 ? `${label.text.slice(0, 33)}…` : label.text;
    const wide = measure(text) + 8;
    if (wide > width - 4) continue;
    // Beside its place, a label may stand a line above or below.
    for (const shift of [0, -line, line]) {
      const left = Math.min(Math.max(2, x - wide / 2), width - wide - 2);
      const top = y - line / 2 + shift;
      const box = { left, top, right: left + wide, bottom: top + line };
      if (top < 0 || box.bottom > height) continue;
      if (taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)) continue;
      taken.push(box);
      result.push({ label, text, left, top, width: wide });
      break;
    }
  }
  return result;
}
