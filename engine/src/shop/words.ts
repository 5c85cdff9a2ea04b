/** Colours: English name, Chinese name, fill. */
export const colours: Readonly<Record<string, { readonly zh: string; readonly hex: string }>> = {
  Black: { zh: '黑色', hex: '#33363d' },
  White: { zh: '白色', hex: '#e9e7e1' },
  Silver: { zh: '银色', hex: '#a9b1ba' },
  Graphite: { zh: '石墨色', hex: '#565d68' },
  Copper: { zh: '铜色', hex: '#b96b43' },
  Brass: { zh: '黄铜色', hex: '#c79f4b' },
  Rose: { zh: '玫瑰粉', hex: '#db8f9b' },
  Sage: { zh: '鼠尾草绿', hex: '#93a88a' },
  Cream: { zh: '奶油色', hex: '#e3d3ad' },
  Sky: { zh: '天蓝色', hex: '#85b3d8' },
  Lilac: { zh: '丁香紫', hex: '#ae9bd0' },
  Sand: { zh: '沙色', hex: '#cfb48d' },
  Mint: { zh: '薄荷绿', hex: '#88c9b0' },
  Red: { zh: '红色', hex: '#cf4647' },
  Yellow: { zh: '黄色', hex: '#e3b23c' },
  Cobalt: { zh: '钴蓝色', hex: '#3761c4' },
  Green: { zh: '绿色', hex: '#4d9b5f' },
  Orange: { zh: '橙色', hex: '#e07f3a' },
  Turquoise: { zh: '松石绿', hex: '#2fa5a2' },
  Pink: { zh: '粉色', hex: '#e0709e' },
  Navy: { zh: '藏青色', hex: '#2f426b' },
  Burgundy: { zh: '酒红色', hex: '#80303f' },
  Forest: { zh: '森林绿', hex: '#33604a' },
  Terracotta: { zh: '陶土色', hex: '#c0674a' },
  Olive: { zh: '橄榄绿', hex: '#7d7f45' },
  Natural: { zh: '原色', hex: '#c8a778' },
  Walnut: { zh: '胡桃色', hex: '#77523b' },
  Charcoal: { zh: '炭灰色', hex: '#474a4f' },
  Indigo: { zh: '靛蓝色', hex: '#3d5280' },
  Stonewash: { zh: '水洗蓝', hex: '#7f9fc2' },
}

/** Which colours a shelf's products come in. With `label` and `plain` the colour is the packaging's and stays out of the title. */
export const palettes: Readonly<Record<string, readonly string[]>> = {
  metal: ['Silver', 'Black', 'Graphite', 'Copper', 'White', 'Brass'],
  soft: ['Rose', 'Sage', 'Cream', 'Sky', 'Lilac', 'Sand', 'Mint'],
  bold: ['Red', 'Yellow', 'Cobalt', 'Green', 'Orange', 'Turquoise', 'Pink', 'Black'],
  earth: ['Terracotta', 'Olive', 'Natural', 'Walnut', 'Charcoal', 'Sand'],
  dark: ['Black', 'Navy', 'Graphite', 'Burgundy', 'Forest', 'White'],
  denim: ['Indigo', 'Stonewash', 'Black'],
  label: ['Green', 'Orange', 'Sky', 'Rose', 'Yellow', 'Turquoise', 'Lilac', 'Terracotta', 'Navy'],
  lips: ['Red', 'Rose', 'Burgundy', 'Pink', 'Terracotta'],
  plain: ['Silver', 'White', 'Graphite', 'Sky'],
}

export const materialZh: Readonly<Record<string, string>> = {
  steel: '不锈钢',
  glass: '玻璃',
  aluminium: '铝',
  stoneware: '粗陶',
  porcelain: '瓷',
  'cast iron': '铸铁',
  ceramic: '陶瓷',
  oak: '橡木',
  bamboo: '竹',
  beech: '榉木',
  silicone: '硅胶',
  leather: '真皮',
  'recycled plastic': '再生塑料',
  walnut: '胡桃木',
  felt: '毛毡',
  canvas: '帆布',
  carbon: '碳纤维',
  'organic cotton': '有机棉',
  cotton: '棉',
  linen: '亚麻',
  merino: '美丽诺羊毛',
  lambswool: '羔羊毛',
  wool: '羊毛',
  cashmere: '羊绒',
  'recycled nylon': '再生尼龙',
  'waxed cotton': '蜡棉',
  'recycled down': '再生羽绒',
  denim: '牛仔布',
  straw: '草编',
  suede: '麂皮',
  rubber: '橡胶',
  cork: '软木',
  paper: '纸',
  rattan: '藤',
  'soy wax': '大豆蜡',
  beeswax: '蜂蜡',
  'recycled polyester': '再生涤纶',
  terracotta: '陶土',
  ash: '白蜡木',
  'recycled mesh': '再生网布',
  'natural rubber': '天然橡胶',
  'recycled paper': '再生纸',
  brass: '黄铜',
  sisal: '剑麻',
}

/** Chinese form of a size such as '250 g', 'pack of 3' or 'paperback'; sizes like 'M', '42' or 'A5' stay. */
export function sizeZh(size: string): string {
  const words: Readonly<Record<string, string>> = { single: '单人', double: '双人', paperback: '平装', hardback: '精装', 'board book': '纸板书' }
  const units: Readonly<Record<string, string>> = {
    g: '克',
    kg: '公斤',
    ml: '毫升',
    L: '升',
    cm: '厘米',
    m: '米',
    inch: '英寸',
    lm: '流明',
    W: '瓦',
    pieces: '片',
    colours: '色',
  }
  if (words[size] !== undefined) return words[size]
  const several = /^(?:pack|set) of (\d+)$/.exec(size)
  if (several) return `${several[1]}件装`
  const [, amount, unit = ''] = /^(.*\d) (\D+)$/.exec(size) ?? []
  return amount !== undefined && units[unit] !== undefined ? `${amount}${units[unit]}` : size
}

/** Four tastes that run through every shelf: people lean towards some of them, brands embody one or two. */
export const styles = ['classic', 'modern', 'playful', 'natural'] as const

/** Series names a product carries between brand and noun, by style. */
export const seriesNames: Readonly<Record<(typeof styles)[number], readonly string[]>> = {
  classic: ['Heritage', 'Mayfield', 'Regent', 'Alder', 'Signature'],
  modern: ['Linea', 'Arc', 'Mono', 'Vector', 'Nova'],
  playful: ['Pop', 'Confetti', 'Jolly', 'Doodle', 'Carousel'],
  natural: ['Meadow', 'Grove', 'Pebble', 'Fern', 'Harvest'],
}

/** What a description says of a product, by style. */
export const virtues: Readonly<Record<(typeof styles)[number], readonly string[]>> = {
  classic: ['made to last for years', 'a timeless shape that suits every home', 'carefully finished by hand', 'the reliable choice'],
  modern: ['clean lines and nothing superfluous', 'light, compact and cleverly made', 'designed for small spaces', 'quietly up to date'],
  playful: ['brightens up every grey day', 'a cheerful present', 'with a wink in every detail', 'bold and full of fun'],
  natural: ['made with care for people and planet', 'from responsibly sourced materials', 'gentle, simple and honest', 'packed without plastic'],
}

/** Invented brand names. */
export const brandNames: readonly string[] =
  `Haldmoor Norvane Quillbrook Tessarin Ombrelle&Oak Brackenhay Velmora Kestrin Lunarrow Fennimoor Osterbrae Marlowick Pippinhall Solvessa
  Drumlow Ravensay Thistledene Arvenna Calderwyn Bellamoor Junipera Corvello Eskaline Wrenfold Zephyra&Co Grimsel&Fir Northquay Tindrell Ambervale Ostrella Yarrowby Felsenn Duskmere
  Harrowlin Mistelle Nimbury Orlavane Pendragh Quorrin Rookhaven Saltmarsh&Sons Torvik&Elm Umberlane Vantoll Wickersea Ystrel Zinnovar Aldercreek Birchanna Copperthorn Dellarune Everhaim
  Foxlarke Gladewin Hollowell&May Inverlock Jasperlin Kittivale Larkendale Mossgrave Nettlebay Oakenshire Plumeria&Pine Quaylight Rosenfarn Silverpond Tanglewick Undine&Ash Varrowmont
  Willowstrand Xandrel Yonderby Zellwyn Anselburn Briarmoss Cindermill Dovewater Elmhollow Farrowdale Goldenreed Heatherloom Islemont Jorvenna Kindlewood Lindenfarm Merrowyn Northbrindle
  Otterbeck Pearlhaven Quenbury Riddlestone Starnbrook Trellise Upwell&Kin Vesperine Windlemoor Yewcroft Zarabell Applethwick Bramblecot Crestaline Dunfarrow Echovale Fernhild Glimmerock
  Hazelquist Ivorlane Junebarrow Knollwood&Hart Loamfield Maplequill Nightjarr Orchardine Pinemarten&Co Quartzelle Rivenmoor Sprucely Twillenby Umbrasol Violetmoor`
    .split(/\s+/)
    .map((name) => name.replace('&', ' & '))

/** Invented names of sellers. */
export const sellerNames: readonly string[] =
  `Harbour Trading,Old Mill Goods,Blue Door Supply,Corner House,Lantern Street,Tidewater Stores,Four Winds Market,Green Gate,Paper Crane Shop,Copper Kettle Company,
  Hilltop Outfitters,Riverside Depot,Market Hall Direct,Sunday Parcel,Brightside Goods,Little Wharf,Station Road,Kite and Key,Attic Finds,Garden Wall,North Pier,Bellflower,Clocktower Supply,Drift and Dune,
  East Lane Traders,Fable and Field,Gather Round,Hearthside,Inkwell Row,Jubilee Stores,Kindred Goods,Long Table,Moonlit Mile,Nine Elms Parcel,Open Air,Pocket Garden,Quiet Corner,Red Barn,Second Breakfast,
  Third Floor,Umbrella Works,Village Post,Wild Thyme,Yellow Bicycle,Zigzag Lane,Acorn Exchange,Barley Row,Cloudberry,Daybreak Supply,Evergreen Parcel,Foghorn Stores,Gable End,High Street Direct,Island Post,
  Juniper Yard,Kiln and Loom,Lighthouse Goods,Millstone,New Leaf Traders,Orchard Gate`
    .split(',')
    .map((name) => name.trim())
