/** One town a line: name, latitude, longitude, share of all trips; streets, and streets that cross each of them. */
const towns = `
San Francisco,37.787,-122.4,90|Market,Mission,Howard,Folsom,Harrison,Townsend,Powell|2nd,4th,5th,7th,10th
San Jose,37.334,-121.89,6|Santa Clara,San Carlos,San Fernando,Almaden|1st,4th,7th,10th
Mountain View,37.394,-122.08,2|Castro,El Camino,Evelyn|Villa,Dana
Palo Alto,37.443,-122.16,1|University,California|Cowper,Park,Emerson
Redwood City,37.487,-122.23,1|Broadway,Middlefield,Stanford|Main,Maple`;

export interface Station {
  readonly id: number;
  readonly name: string;
  readonly town: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** Towns with their shares of all trips, and their stations; the first are the busiest. */
export const townStations = towns
  .trim()
  .split('\n')
  .map((line, town) => {
    const [head = '', streets = '', crosses = ''] = line.split('|');
    const [name = '', latitude, longitude, share] = head.split(',');
    const stations = crosses.split(',').flatMap((cross, column) =>
      streets.split(',').map(
        (street, row): Station => ({
          id: 2 + town * 40 + column * 7 + row,
          name: `${street} at ${cross}`,
          town: name,
          latitude: Number(latitude) + (column - 2) / 200,
          longitude: Number(longitude) + (row - 3) / 200,
        }),
      ),
    );
    return [stations, Number(share)] as const;
  });

export const stations: readonly Station[] = townStations.flatMap(([each]) => each);
