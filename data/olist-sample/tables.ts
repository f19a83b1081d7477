import type { TableDefinition } from '../../lab/definition.ts';

type Columns = TableDefinition['columns'];

/** Parses lines of `name type: comment`. */
const columns = (text: string): Columns =>
  text
    .trim()
    .split('\n')
    .map(line => {
      const [, name = '', type = '', comment = ''] = /^(\w+) (\S+): (.+)$/.exec(line) ?? [];
      return { name, type, comment };
    });

const orders = `
order_id string: One per order
customer_id string: One per order; see customer_unique_id
order_status string: delivered, shipped, canceled, unavailable …
order_purchase_timestamp timestamp: When it was bought
order_approved_at timestamp: Payment approved
order_delivered_carrier_date timestamp: Handed to the carrier
order_delivered_customer_date timestamp: At the door
order_estimated_delivery_date timestamp: Promised at purchase`;

const customer = `
customer_unique_id string: The person, over all their orders
customer_zip_code_prefix string: First five digits
customer_city string: City of the customer
customer_state string: Two letters, such as SP`;

/** A table of the lab without its files. */
export type SampleTable = Pick<TableDefinition, 'table' | 'description' | 'format' | 'columns'>;

const table = (
  name: string,
  format: TableDefinition['format'],
  description: string,
  text: string,
): SampleTable => ({ table: name, description, format, columns: columns(text) });

/** The tables of the sample, with the names and columns of the public datasets. */
export const rawTables: readonly SampleTable[] = [
  table('tbl_brecommerce_orders', 'csv', 'One row per order, with the date of each step', orders),
  table(
    'tbl_brecommerce_order_items',
    'csv',
    'One row per item of an order',
    `
order_id string: The order
order_item_id int: Counts from 1 in each order
product_id string: What was bought
seller_id string: From whom
shipping_limit_date timestamp: The carrier must have it by then
price double: BRL
freight_value double: BRL`,
  ),
  table(
    'tbl_brecommerce_payments',
    'csv',
    'One row per payment; an order may have several',
    `
order_id string: The order
payment_sequential int: Counts from 1 in each order
payment_type string: credit_card, boleto, voucher …
payment_installments int: In how many parts
payment_value double: BRL`,
  ),
  table(
    'tbl_brecommerce_reviews',
    'jsonl',
    'What customers say',
    `
review_id string: One per review
order_id string: The order
review_score int: 1 to 5
review_comment_title string: Mostly empty
review_comment_message string: In Portuguese; often empty
review_creation_date timestamp: Survey sent
review_answer_timestamp timestamp: Survey answered`,
  ),
  table(
    'tbl_brecommerce_customers',
    'csv',
    'One row per order: whom it goes to',
    `
customer_id string: One per order${customer}`,
  ),
  table(
    'tbl_brecommerce_geolocation',
    'csv',
    'Points of each zip prefix',
    `
geolocation_zip_code_prefix string: First five digits; many rows each
geolocation_lat double: Degrees north
geolocation_lng double: Degrees east
geolocation_city string: Spelled in several ways
geolocation_state string: Two letters`,
  ),
  table(
    'tbl_brecommerce_products',
    'csv',
    'What is sold',
    `
product_id string: One per product
product_category_name string: In Portuguese
product_name_lenght int: Characters; so spelled in the original
product_description_lenght int: Characters
product_photos_qty int: Number of photos
product_weight_g int: Grams
product_length_cm int: Centimetres
product_height_cm int: Centimetres
product_width_cm int: Centimetres`,
  ),
  table(
    'tbl_brecommerce_sellers',
    'csv',
    'Who sells it',
    `
seller_id string: One per seller
seller_zip_code_prefix string: First five digits
seller_city string: City of the seller
seller_state string: Two letters`,
  ),
  table(
    'tbl_bikedata_station',
    'csv',
    'Stations of a bike share',
    `
station_id int: One per station
name string: Streets that cross there
lat double: Degrees north
long double: Degrees east
dockcount int: Bikes that it can hold
landmark string: Town
installation date: In use since`,
  ),
  table(
    'tbl_bikedata_trip',
    'csv',
    'Trips of one year, from station to station',
    `
trip_id int: One per trip
duration int: Seconds
start_date timestamp: When it began
start_station string: Name of the station
start_terminal int: Its station_id
end_date timestamp: When it ended
end_station string: Name of the station
end_terminal int: Its station_id
bike_number int: The bike
subscriber_type string: Subscriber (by the year) or Customer (by the day)
zip_code string: Where the rider lives`,
  ),
  table(
    'tbl_blogs',
    'jsonl',
    'Blog posts, and where they were advertised',
    `
id int: One per post
first string: First name of the author
last string: Last name of the author
url string: Address of the post
published date: Day of publication
hits int: How often it was read
campaigns array<string>: twitter, LinkedIn, FB, web`,
  ),
  table(
    'tbl_flights_airport_codes_na',
    'tsv',
    'Airports in North America',
    `
idx int: Always 0
city string: City
state string: State or province
country string: USA or Canada
iata string: Three letters`,
  ),
  table(
    'tbl_flights_departure_delays',
    'csv',
    'Flights of a winter, and how late they left',
    `
date string: MMddHHmm, with no year
delay int: Minutes; negative is early
distance int: Miles
origin string: From which airport
destination string: To which airport`,
  ),
  table(
    'tbl_flights_summary_data',
    'csv',
    'Flights between countries; one file per year, which no column tells',
    `
dest_country_name string: Where they go
origin_country_name string: Where they come from
count int: Number of flights`,
  ),
  table(
    'tbl_iot_devices',
    'jsonl',
    'What sensors measured',
    `
device_id int: One per device
device_name string: Its kind comes first
ip string: Address in the network
cca2 string: Country, two letters
cca3 string: Country, three letters
cn string: Country
latitude double: Degrees north
longitude double: Degrees east
scale string: Always Celsius
temp int: Temperature
humidity int: Percent
battery_level int: 0 to 9
c02_level int: CO2, parts per million; so spelled in the original
lcd string: green, yellow, red: by c02_level
timestamp bigint: Milliseconds since 1970`,
  ),
];

/** The table that jobs/orders.py writes. */
export const trustedOrders: TableDefinition = {
  ...table(
    'tbl_brecommerce_orders',
    'parquet',
    'One row per order that has items, with all about it; written by job orders',
    `${orders}${customer}
item_count int: Items
price_sum double: BRL, of all items
price_mean double: BRL
price_max double: BRL
price_min double: BRL
freight_mean double: BRL
payment_sum double: BRL, of all payments
payment_mean double: BRL
payment_count int: Payments
payment_type string: Most used
review_id string: Of the best review
review_score int: 1 to 5
review_comment_title string: Mostly empty
review_comment_message string: Often empty
review_creation_date timestamp: Survey sent
review_answer_timestamp timestamp: Survey answered
purchase_time string: HH:mm:ss
purchase_date date: Day
purchase_year int: Year
purchase_month int: 1 to 12
purchase_day int: Day of the month
purchase_weekday int: 1 is Sunday
purchase_hour int: 0 to 23
delivery_delay_days int: After the estimate; negative is early`,
  ),
  zone: 'sot',
  partitionKeys: [{ name: 'anomesdia', type: 'string', comment: 'Day of the snapshot, yyyyMMdd' }],
};
