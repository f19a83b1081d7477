-- What tbl_brecommerce_orders of zone sot should have, computed from the raw files in another language by another engine.
-- Written without looking at the script: correlated subqueries where it groups, integers where it has decimals.
-- $sor is the folder of the raw files.
WITH
orders AS (
    SELECT * FROM read_csv($sor || '/tbl_brecommerce_orders/*.csv', header = true, auto_detect = false, columns = {
        order_id: 'VARCHAR', customer_id: 'VARCHAR', order_status: 'VARCHAR', order_purchase_timestamp: 'TIMESTAMP',
        order_approved_at: 'TIMESTAMP', order_delivered_carrier_date: 'TIMESTAMP',
        order_delivered_customer_date: 'TIMESTAMP', order_estimated_delivery_date: 'TIMESTAMP'})
),
customers AS (
    SELECT * FROM read_csv($sor || '/tbl_brecommerce_customers/*.csv', header = true, auto_detect = false,
        delim = ',', quote = '"', escape = '"', columns = {
        customer_id: 'VARCHAR', customer_unique_id: 'VARCHAR', customer_zip_code_prefix: 'VARCHAR',
        customer_city: 'VARCHAR', customer_state: 'VARCHAR'})
),
items AS (
    SELECT order_id, CAST(price * 100 AS BIGINT) AS price, CAST(freight_value * 100 AS BIGINT) AS freight
    FROM read_csv($sor || '/tbl_brecommerce_order_items/*.csv', header = true, auto_detect = false, columns = {
        order_id: 'VARCHAR', order_item_id: 'INTEGER', product_id: 'VARCHAR', seller_id: 'VARCHAR',
        shipping_limit_date: 'TIMESTAMP', price: 'DECIMAL(18,2)', freight_value: 'DECIMAL(18,2)'})
),
payments AS (
    SELECT order_id, payment_type, CAST(payment_value * 100 AS BIGINT) AS value
    FROM read_csv($sor || '/tbl_brecommerce_payments/*.csv', header = true, auto_detect = false, columns = {
        order_id: 'VARCHAR', payment_sequential: 'INTEGER', payment_type: 'VARCHAR',
        payment_installments: 'INTEGER', payment_value: 'DECIMAL(18,2)'})
),
reviews AS (
    SELECT * FROM read_json($sor || '/tbl_brecommerce_reviews/*.jsonl', format = 'newline_delimited', columns = {
        review_id: 'VARCHAR', order_id: 'VARCHAR', review_score: 'INTEGER', review_comment_title: 'VARCHAR',
        review_comment_message: 'VARCHAR', review_creation_date: 'TIMESTAMP', review_answer_timestamp: 'TIMESTAMP'})
),
-- Rounds half up, in cents: (2 * sum + count) / (2 * count), without the remainder.
item_sums AS (
    SELECT order_id, count(*) AS item_count, sum(price) AS price_sum, count(price) AS prices,
           max(price) AS price_max, min(price) AS price_min, sum(freight) AS freight_sum, count(freight) AS freights
    FROM items GROUP BY ALL
),
payment_sums AS (
    SELECT order_id, count(*) AS payment_count, sum(value) AS payment_sum, count(value) AS values_known
    FROM payments GROUP BY ALL
),
type_ranks AS (
    SELECT order_id, payment_type, row_number() OVER (PARTITION BY order_id ORDER BY count(*) DESC, payment_type) AS rank
    FROM payments WHERE payment_type IS NOT NULL GROUP BY order_id, payment_type
),
review_ranks AS (
    SELECT *, row_number() OVER (PARTITION BY order_id ORDER BY
        review_score DESC NULLS LAST, review_answer_timestamp DESC NULLS LAST, review_id DESC) AS rank
    FROM reviews
)
SELECT
    o.*,
    c.customer_unique_id, c.customer_zip_code_prefix, c.customer_city, c.customer_state,
    i.item_count,
    i.price_sum / 100 AS price_sum,
    (2 * i.price_sum + i.prices) // (2 * i.prices) / 100 AS price_mean,
    i.price_max / 100 AS price_max,
    i.price_min / 100 AS price_min,
    (2 * i.freight_sum + i.freights) // (2 * i.freights) / 100 AS freight_mean,
    p.payment_sum / 100 AS payment_sum,
    (2 * p.payment_sum + p.values_known) // (2 * p.values_known) / 100 AS payment_mean,
    p.payment_count,
    t.payment_type,
    r.review_id, r.review_score, r.review_comment_title, r.review_comment_message, r.review_creation_date,
    r.review_answer_timestamp,
    strftime(o.order_purchase_timestamp, '%H:%M:%S') AS purchase_time,
    CAST(o.order_purchase_timestamp AS DATE) AS purchase_date,
    year(o.order_purchase_timestamp) AS purchase_year,
    month(o.order_purchase_timestamp) AS purchase_month,
    day(o.order_purchase_timestamp) AS purchase_day,
    dayofweek(o.order_purchase_timestamp) + 1 AS purchase_weekday,
    hour(o.order_purchase_timestamp) AS purchase_hour,
    date_diff('day', o.order_estimated_delivery_date, o.order_delivered_customer_date) AS delivery_delay_days
FROM orders o
JOIN item_sums i USING (order_id)
LEFT JOIN customers c USING (customer_id)
LEFT JOIN payment_sums p USING (order_id)
LEFT JOIN type_ranks t ON t.order_id = o.order_id AND t.rank = 1
LEFT JOIN review_ranks r ON r.order_id = o.order_id AND r.rank = 1
