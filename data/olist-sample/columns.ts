import type { TableDefinition } from '../../lab/definition.ts';

type Columns = TableDefinition['columns'];

/** Parses lines of `name type: comment`; the comment is optional. */
const columns = (text: string): Columns =>
  text
    .trim()
    .split('\n')
    .map(line => {
      const [, name = '', type = '', comment] = /^\s*(\w+) (\w+)(?:: (.+))?$/.exec(line) ?? [];
      return { name, type, ...(comment === undefined ? {} : { comment }) };
    });

const orders = `
order_id string
customer_id string: One per order; see customer_unique_id
order_status string
order_purchase_timestamp timestamp
order_approved_at timestamp: Payment approved
order_delivered_carrier_date timestamp: Handed to the carrier
order_delivered_customer_date timestamp
order_estimated_delivery_date timestamp: Promised at purchase`;

const customer = `
customer_unique_id string: The person, over all their orders
customer_zip_code_prefix string: First five digits
customer_city string
customer_state string`;

/** The columns of each raw table, with the public dataset's names. */
export const sampleColumns: Readonly<Record<string, Columns>> = {
  orders: columns(orders),
  order_items: columns(`
order_id string
order_item_id int: Counts from 1 in each order
product_id string
seller_id string
shipping_limit_date timestamp
price double: BRL
freight_value double: BRL`),
  payments: columns(`
order_id string
payment_sequential int: Counts from 1 in each order
payment_type string
payment_installments int
payment_value double: BRL`),
  reviews: columns(`
review_id string
order_id string
review_score int: 1 to 5
review_comment_title string
review_comment_message string
review_creation_date timestamp: Survey sent
review_answer_timestamp timestamp`),
  customers: columns(`
customer_id string${customer}`),
  geolocation: columns(`
geolocation_zip_code_prefix string: First five digits; many rows each
geolocation_lat double
geolocation_lng double
geolocation_city string: Spelled in several ways
geolocation_state string`),
  products: columns(`
product_id string
product_category_name string: In Portuguese
product_name_lenght int: Characters; so spelled in the original
product_description_lenght int
product_photos_qty int
product_weight_g int
product_length_cm int
product_height_cm int
product_width_cm int`),
  sellers: columns(`
seller_id string
seller_zip_code_prefix string
seller_city string
seller_state string`),
};

/** The columns that jobs/orders.py writes. */
export const trustedOrdersColumns: Columns = columns(
  `${orders}${customer}
item_count int
price_sum double
price_mean double
price_max double
price_min double
freight_mean double
payment_sum double
payment_mean double
payment_count int
payment_type string: Most used
review_id string: Of the best review
review_score int
review_comment_title string
review_comment_message string
review_creation_date timestamp
review_answer_timestamp timestamp
purchase_time string: HH:mm:ss
purchase_date date
purchase_year int
purchase_month int
purchase_day int
purchase_weekday int: 1 is Sunday
purchase_hour int
delivery_delay_days int: After the estimate; negative is early`,
);
