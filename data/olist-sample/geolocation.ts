import type { Shop } from './shop.ts';

/** Points of each zip prefix. The real dataset repeats points: a prefix has about 52 rows. */
const pointsPerZip = 80;

/** City names as careless typists write them: `São Paulo`, `são paulo`, `sao paulo`. */
const spelling = (city: string, u: number): string => {
  if (u < 0.5) return city;
  const lower = city.toLowerCase();
  return u < 0.75 ? lower : lower.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
};

const degrees = (centre: number, u: number): number => Math.round((centre + (u - 0.5) / 6) * 1e6) / 1e6;

/** Sorted by state and city, like the zip prefixes. */
export const geolocationRow = ({ map: { zips }, points, random }: Shop, index: number) => {
  const place = Math.floor((index * zips.length) / points);
  const zip = zips[place];
  if (zip === undefined) throw new RangeError(`there is no geolocation ${index}`);
  const next = random(
    'point',
    place * pointsPerZip + Math.floor(random('geolocation', index)() * pointsPerZip),
  );
  return {
    geolocation_zip_code_prefix: zip.prefix,
    geolocation_lat: degrees(zip.latitude, next()),
    geolocation_lng: degrees(zip.longitude, next()),
    geolocation_city: spelling(zip.city, next()),
    geolocation_state: zip.state,
  };
};
