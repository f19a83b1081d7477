import type { Zone } from '../../lab/names.ts';

/** What the zones' short names stand for. */
const zoneWords: Readonly<Record<Zone, string>> = {
  sor: 'raw',
  sot: 'trusted',
  spec: 'specialised',
};

/** `Raw (sor)` */
export const zoneTitle = (zone: Zone): string =>
  `${zoneWords[zone].charAt(0).toUpperCase()}${zoneWords[zone].slice(1)} (${zone})`;

/** `sor: raw, sot: trusted`: for the first place of a page that names zones. */
export const zoneLegend = (zones: readonly Zone[]): string =>
  zones.map(zone => `${zone}: ${zoneWords[zone]}`).join(', ');
