/** One country each: name, codes of two and three letters, latitude, longitude, flights from and to the United States. */
const text =
  'Canada,CA,CAN,60,-95,8300|Mexico,MX,MEX,23,-102,7000|United Kingdom,GB,GBR,54,-2,1970|Japan,JP,JPN,36,138,1560|' +
  'Germany,DE,DEU,51,9,1430|Dominican Republic,DO,DOM,19,-70.7,1320|South Korea,KR,KOR,37,127.5,1040|' +
  'The Bahamas,BS,BHS,24,-76,960|France,FR,FRA,46,2,940|Brazil,BR,BRA,-10,-55,840|China,CN,CHN,35,105,840|' +
  'Colombia,CO,COL,4,-72,790|Jamaica,JM,JAM,18.3,-77.5,690|Netherlands,NL,NLD,52.5,5.8,700|Panama,PA,PAN,9,-80,500|' +
  'Costa Rica,CR,CRI,10,-84,530|Spain,ES,ESP,40,-4,420|Italy,IT,ITA,42.8,12.8,390|Ireland,IE,IRL,53,-8,300|' +
  'Hong Kong,HK,HKG,22.3,114.2,320|Taiwan,TW,TWN,23.5,121,260|Switzerland,CH,CHE,47,8,290|Australia,AU,AUS,-27,133,320|' +
  'Peru,PE,PER,-10,-76,300|El Salvador,SV,SLV,13.8,-88.9,500|Guatemala,GT,GTM,15.5,-90.3,380|Ecuador,EC,ECU,-2,-77.5,280|' +
  'Venezuela,VE,VEN,8,-66,320|Russia,RU,RUS,60,100,160|Israel,IL,ISR,31.5,34.8,120|Turkey,TR,TUR,39,35,120|' +
  'Argentina,AR,ARG,-34,-64,160|Chile,CL,CHL,-30,-71,180|New Zealand,NZ,NZL,-41,174,90|Iceland,IS,ISL,65,-18,150|' +
  'Portugal,PT,PRT,39.5,-8,110|India,IN,IND,20,77,65|Poland,PL,POL,52,20,40|Sweden,SE,SWE,62,15,80|Norway,NO,NOR,62,10,60|' +
  'South Africa,ZA,ZAF,-29,24,40|Egypt,EG,EGY,27,30,14|Kenya,KE,KEN,1,38,2|Malta,MT,MLT,35.8,14.6,1|Croatia,HR,HRV,45.2,15.5,1';

const parse = (each: string) => {
  const [name = '', cca2 = '', cca3 = '', latitude, longitude, flights] = each.split(',');
  return {
    name,
    cca2,
    cca3,
    latitude: Number(latitude),
    longitude: Number(longitude),
    flights: Number(flights),
  };
};

export const home = parse('United States,US,USA,38,-97,0');

/** All countries but the United States. */
export const abroad = text.split('|').map(parse);
