import { computed, effect, signal } from '@preact/signals';
import { type Basin, Failure, get, getMap, type MapData, type Status, type Thought } from './api';

/** Where the page stands: the part of the address after `#/`, and its parameters. */
export interface Place { view: string; id: string; query: URLSearchParams }

function read(): Place {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [view = '', id = ''] = path.split('/');
  return { view: view || 'map', id: decodeURIComponent(id), query: new URLSearchParams(query) };
}

export const place = signal<Place>(read());
addEventListener('hashchange', () => { place.value = read(); });

/** Goes to a place; what is typed replaces the address, so that going back leads to another view. */
export function go(hash: string, replace = false): void {
  if (replace) {
    history.replaceState(null, '', hash);
    place.value = read();
  } else {
    location.hash = hash;
  }
}

export function link(view: string, parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams(parameters).toString();
  return `#/${view}${query ? `?${query}` : ''}`;
}

export const status = signal<Status | null>(null);
export const trouble = signal<Failure | null>(null);
export const map = signal<MapData | null>(null);
export const basins = signal<Basin[]>([]);

/** Rows of the map that are looked at, and why. */
export const chosen = signal<{ why: string; rows: number[]; thoughts: Thought[]; left: number } | null>(null);

/** A way down the field on the map. */
export const descent = signal<{ x: number; y: number }[]>([]);

/** Places of thoughts that a model has just said, by arm. */
export const born = signal<{ arm: string; x: number; y: number }[]>([]);

export const finest = computed(() => {
  const byId = new Map(basins.value.map((basin) => [basin.id, basin]));
  return (status.value?.map?.basins ?? []).map((id) => byId.get(id));
});
export const basinById = computed(() => new Map(basins.value.map((basin) => [basin.id, basin])));

let generation = -1;

async function poll(): Promise<void> {
  try {
    const now = await get<Status>('status');
    const version = now.map?.version ?? '';
    const anew = version !== (map.value?.version ?? '') || now.generation !== generation;
    status.value = now;
    trouble.value = null;
    if (anew && now.map) {
      basins.value = await get<Basin[]>('basins');
      map.value = await getMap();
      generation = now.generation;
    } else if (!now.map) {
      map.value = null;
      basins.value = [];
    }
  } catch (error) {
    trouble.value = error instanceof Failure ? error : new Failure(0, 'failed', String(error), 'Reload the page.');
  }
  setTimeout(() => void poll(), status.value?.doing || trouble.value || !status.value?.map?.settled ? 700 : 3000);
}

export function start(): void {
  void poll();
  effect(() => {
    const name = place.value.view;
    document.title = `${name[0]!.toUpperCase()}${name.slice(1)} · Stellator`;
  });
}

export const calm = matchMedia('(prefers-reduced-motion: reduce)');
export const dark = matchMedia('(prefers-color-scheme: dark)');

export const number = (value: number | null | undefined, digits = 3): string =>
  value === null || value === undefined || !Number.isFinite(value) ? '–' : value.toFixed(digits);
export const count = (value: number): string => value.toLocaleString('en');
export const short = (id: string): string => id.slice(0, 12);
