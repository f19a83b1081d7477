/** One airport each: city, state, code, latitude, longitude, departures relative to the others. */
const american =
  'Atlanta,GA,ATL,33.6,-84.4,91|Dallas,TX,DFW,32.9,-97,69|Chicago,IL,ORD,42,-87.9,64|Los Angeles,CA,LAX,33.9,-118.4,54|' +
  'Denver,CO,DEN,39.9,-104.7,53|Houston,TX,IAH,30,-95.3,44|Phoenix,AZ,PHX,33.4,-112,40|San Francisco,CA,SFO,37.6,-122.4,39|' +
  'Las Vegas,NV,LAS,36.1,-115.2,33|Orlando,FL,MCO,28.4,-81.3,29|Charlotte,NC,CLT,35.2,-80.9,28|Newark,NJ,EWR,40.7,-74.2,27|' +
  'Salt Lake City,UT,SLC,40.8,-112,26|Boston,MA,BOS,42.4,-71,25|Detroit,MI,DTW,42.2,-83.4,25|Minneapolis,MN,MSP,44.9,-93.2,25|' +
  'New York,NY,LGA,40.8,-73.9,25|New York,NY,JFK,40.6,-73.8,24|Seattle,WA,SEA,47.4,-122.3,23|Miami,FL,MIA,25.8,-80.3,19|' +
  'Baltimore,MD,BWI,39.2,-76.7,21|Philadelphia,PA,PHL,39.9,-75.2,18|San Diego,CA,SAN,32.7,-117.2,17|Tampa,FL,TPA,28,-82.5,16|' +
  'Washington DC,VA,DCA,38.9,-77,17|St. Louis,MO,STL,38.7,-90.4,12|Nashville,TN,BNA,36.1,-86.7,12|Austin,TX,AUS,30.2,-97.7,10|' +
  'Portland,OR,PDX,45.6,-122.6,10|Oakland,CA,OAK,37.7,-122.2,9|Kansas City,MO,MCI,39.3,-94.7,10|New Orleans,LA,MSY,30,-90.3,9|' +
  'Cleveland,OH,CLE,41.4,-81.8,9|Honolulu,HI,HNL,21.3,-157.9,11|Anchorage,AK,ANC,61.2,-150,4|Albuquerque,NM,ABQ,35,-106.6,6|' +
  'Buffalo,NY,BUF,42.9,-78.7,4|Boise,ID,BOI,43.6,-116.2,3|Fargo,ND,FAR,46.9,-96.8,2|Billings,MT,BIL,45.8,-108.5,1';
const canadian =
  'Vancouver,BC,YVR|Toronto,ON,YYZ|Montreal,PQ,YUL|Calgary,AB,YYC|Edmonton,AB,YEG|Ottawa,ON,YOW|Halifax,NS,YHZ|' +
  'Winnipeg,MB,YWG|Quebec,PQ,YQB|Saskatoon,SK,YXE|Regina,SK,YQR|Whitehorse,YT,YXY';

/** An airport that flights leave from. */
export interface Airport {
  readonly code: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** Airports with flights, and their departures relative to the others. */
export const airports = american.split('|').map(text => {
  const [, , code = '', latitude, longitude, departures] = text.split(',');
  return [{ code, latitude: Number(latitude), longitude: Number(longitude) }, Number(departures)] as const;
});

/** All airports with a code, sorted by city. */
export const airportRows = [
  ...american.split('|').map(text => [text, 'USA'] as const),
  ...canadian.split('|').map(text => [text, 'Canada'] as const),
]
  .map(([text, country]) => {
    const [city = '', state = '', iata = ''] = text.split(',');
    return { idx: 0, city, state, country, iata };
  })
  .sort((a, b) => (a.city + a.iata < b.city + b.iata ? -1 : 1));
