import { chooser, parseShares, quantiles } from './distribution.ts';
import type { Shop } from './shop.ts';

/** Categories with their price levels in percent, after a slash, and their numbers of products in the real dataset. */
const categories =
  'cama_mesa_banho/80 3029, esporte_lazer/95 2867, moveis_decoracao/75 2657, beleza_saude/105 2444, ' +
  'utilidades_domesticas/75 2335, automotivo/110 1900, informatica_acessorios/100 1639, brinquedos/100 1411, ' +
  'relogios_presentes/170 1329, telefonia/60 1134, bebes/110 919, perfumaria/100 868, papelaria/75 849, ' +
  'fashion_bolsas_e_acessorios/65 849, cool_stuff/140 789, ferramentas_jardim/95 753, pet_shop/90 719, ' +
  'eletronicos/50 517, construcao_ferramentas_construcao/125 400, eletrodomesticos/230 370, ' +
  'malas_acessorios/110 349, consoles_games/115 317, moveis_escritorio/140 309, instrumentos_musicais/230 289, ' +
  'eletroportateis/230 231, casa_construcao/115 225, livros_interesse_geral/75 216, fashion_calcados/75 173, ' +
  'moveis_sala/115 156, climatizacao/155 124, livros_tecnicos/60 123, telefonia_fixa/180 116, casa_conforto/110 111, ' +
  'alimentos_bebidas/45 104, fashion_roupa_masculina/65 95, sinalizacao_e_seguranca/90 93, alimentos/48 82, ' +
  'bebidas/50 81, artigos_de_natal/48 65, audio/115 58, artes/95 55, dvds_blu_ray/78 48, pcs/900 30';

const category = chooser(parseShares(categories));
const cents = quantiles(
  [0, 500],
  [0.05, 1700],
  [0.25, 4000],
  [0.5, 7500],
  [0.75, 13000],
  [0.9, 21000],
  [0.98, 50000],
  [1, 150000],
);
const grams = quantiles([0, 50], [0.25, 300], [0.5, 700], [0.75, 1900], [0.95, 10850], [1, 30000]);
const letters = quantiles([0, 4], [0.25, 339], [0.5, 595], [0.75, 972], [0.95, 2063], [1, 3992]);
const photos = chooser([
  [1, 52],
  [2, 20],
  [3, 12],
  [4, 8],
  [5, 5],
  [6, 3],
] as const);

/** The properties of a product that orders use. Price in cents, weight in grams. */
export const product = (shop: Shop, index: number) => {
  const next = shop.random('goods', index);
  const [name = '', level] = category(next()).split('/');
  const price = (cents(next()) * Number(level)) / 100;
  return {
    category: name,
    /** Ends in 90 or 99 cents, like real prices. */
    price: Math.floor(price / 100) * 100 + (next() < 0.7 ? 90 : 99),
    weight: Math.round(grams(next())),
    /** A few sellers have most of the products. */
    seller: Math.floor(next() * next() * shop.sellers),
  };
};

/** The row of a product. Two in a hundred have no description, and a few have no weight. */
export const productRow = (shop: Shop, index: number) => {
  const { category, weight } = product(shop, index);
  const next = shop.random('description', index);
  const described = next() >= 0.0185;
  const weighed = next() >= 0.0003;
  const size = (from: number, to: number) =>
    weighed ? from + Math.floor(next() * next() * (to - from)) : null;
  return {
    product_id: shop.identifier('product', index),
    product_category_name: described ? category : null,
    product_name_lenght: described ? 20 + Math.floor(44 * (1 - next() * next())) : null,
    product_description_lenght: described ? Math.round(letters(next())) : null,
    product_photos_qty: described ? photos(next()) : null,
    product_weight_g: weighed ? weight : null,
    product_length_cm: size(16, 76),
    product_height_cm: size(2, 62),
    product_width_cm: size(11, 61),
  };
};
