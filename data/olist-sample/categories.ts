/** Products of each category in the real dataset; a slash, and its price level in percent of the usual. */
export const categories =
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
