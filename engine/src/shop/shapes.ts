/** The product's colour in four strengths. */
export interface Inks {
  readonly fill: string
  readonly dark: string
  readonly light: string
  readonly pale: string
}

/** Pictograms on a field of 200 × 200, standing on y = 168. */
export const shapes: Readonly<Record<string, (ink: Inks) => string>> = {
  parcel: (c) => box(50, 70, 100, 96, c.fill, 6) + box(50, 70, 100, 22, c.dark, 6) + box(92, 70, 16, 96, c.light),
  // kitchen
  pot: (c) =>
    path('M62 60h70l10 100q1 8-8 8H60q-9 0-8-8z', c.fill) +
    path('M132 78q34 0 30 34t-34 30', 'none', c.dark, 9) +
    box(66, 46, 62, 16, c.dark, 8) +
    circle(97, 42, 7, c.dark) +
    box(66, 96, 10, 54, c.light, 5),
  grinder: (c) =>
    box(66, 96, 68, 72, c.fill, 8) +
    path('M70 96q0-34 30-34t30 34z', c.dark) +
    line('M100 60V42h38', c.dark, 7) +
    circle(142, 42, 9, c.fill) +
    box(80, 120, 40, 26, c.light, 4) +
    circle(100, 133, 4, c.dark),
  bag: (c) =>
    path('M58 60l8-18h68l8 18v100q0 8-8 8H66q-8 0-8-8z', c.fill) +
    path('M58 60l8-18h68l8 18z', c.dark) +
    box(70, 84, 60, 54, c.pale, 8) +
    path('M100 94q20 14 0 36q-20-14 0-36z', c.dark) +
    line('M100 96q-6 16 0 32', c.pale, 3),
  box: (c) =>
    box(54, 62, 92, 106, c.fill, 6) +
    box(54, 62, 92, 24, c.dark, 6) +
    circle(100, 124, 26, c.pale) +
    path('M84 130q2-26 32-22q0 28-32 22z', c.fill) +
    line('M82 138l24-22', c.dark, 3),
  kettle: (c) =>
    path('M60 92q6-24 40-24t40 24l10 68q0 8-8 8H58q-8 0-8-8z', c.fill) +
    line('M66 74q34-56 68 0', c.dark, 9) +
    path('M142 104l26-18 4 8-26 34z', c.dark) +
    box(82, 58, 36, 12, c.dark, 6) +
    box(62, 108, 9, 46, c.light, 4),
  mug: (c) =>
    box(52, 66, 80, 102, c.fill, 12) +
    path('M132 90q34-4 32 28t-32 28', 'none', c.fill, 12) +
    box(52, 66, 80, 18, c.dark, 9) +
    box(64, 98, 9, 52, c.light, 4) +
    line('M78 52q-8-10 0-20M104 52q-8-10 0-20', c.dark, 4),
  pan: (c) =>
    circle(86, 112, 54, c.dark) + circle(86, 112, 44, c.fill) + circle(86, 112, 44, 'none', c.light, 3) + path('M132 84l44-34q8-4 10 3t-5 10l-44 34z', c.dark),
  knife: (c) =>
    path('M40 150L140 50q22-14 26 2-2 22-26 40L78 154z', '#c9cfd6') +
    path('M40 150L140 50q6-4 12-6L60 152z', '#e8ecf0') +
    path('M58 132l22 22-22 20q-10 6-18-2t-2-18z', c.fill) +
    circle(58, 154, 3, c.pale),
  board: (c) =>
    box(56, 58, 88, 110, c.fill, 14) + box(88, 30, 24, 40, c.fill, 12) + circle(100, 44, 6, c.pale) + line('M72 84v66M92 78v76M112 82v60M128 88v58', c.dark, 2),
  whisk: (c) =>
    line('M100 100q-40-64 0-72 40 8 0 72M100 100q-18-64 0-72 18 8 0 72M100 28v72', '#9aa3ad', 4) +
    box(92, 98, 16, 70, c.fill, 8) +
    box(92, 98, 16, 12, c.dark, 4),
  tin: (c) =>
    path('M46 96h108l-10 64q-2 8-10 8H66q-8 0-10-8z', c.fill) +
    ellipse(100, 96, 54, 18, c.dark) +
    ellipse(100, 96, 44, 12, c.pale) +
    line('M70 122l6 36M100 124v36M130 122l-6 36', c.light, 4),
  bowl: (c) =>
    path('M36 96h128q-2 72-64 72T36 96z', c.fill) +
    ellipse(100, 96, 64, 16, c.dark) +
    ellipse(100, 95, 54, 11, c.pale) +
    line('M52 120q10 28 34 36', c.light, 5),
  glass: (c) =>
    path('M64 40h72q6 70-36 76-42-6-36-76z', c.pale) +
    path('M66 72h68q-2 38-34 44-32-6-34-44z', c.fill) +
    box(96, 114, 8, 44, c.light) +
    ellipse(100, 162, 32, 6, c.light) +
    line('M76 50q-2 26 6 42', '#fff', 4),
  cutlery: (c) =>
    line('M62 40v34M74 40v34M86 40v34M62 74q12 14 24 0M74 80v82', c.fill, 7) + path('M122 36q22 14 14 66h-14z', c.light) + line('M122 38v126', c.dark, 8),
  // electronics
  phone: (c) =>
    box(62, 30, 76, 138, c.dark, 14) +
    box(68, 38, 64, 122, c.pale, 8) +
    path('M68 120l22-30 18 20 24-34v76q0 8-8 8H76q-8 0-8-8z', c.fill) +
    circle(116, 56, 8, c.light) +
    box(90, 32, 20, 4, '#fff', 2),
  case: (c) =>
    box(58, 28, 84, 140, c.fill, 18) +
    box(70, 40, 34, 40, c.dark, 10) +
    circle(80, 52, 6, c.pale) +
    circle(94, 66, 6, c.pale) +
    circle(94, 50, 3, c.light) +
    line('M74 148h52', c.light, 4),
  sheet: (c) =>
    box(66, 34, 72, 134, c.light, 12) +
    box(58, 26, 72, 134, '#fff', 12, '.65') +
    box(58, 26, 72, 134, 'none', 12, '1', c.dark) +
    line('M72 70l36-28M72 96l48-40', c.fill, 4),
  plug: (c) =>
    box(60, 76, 70, 70, c.fill, 14) +
    box(76, 50, 9, 28, '#8b949e', 2) +
    box(105, 50, 9, 28, '#8b949e', 2) +
    path('M100 88l-16 26h12l-6 20 20-28H98z', c.pale) +
    line('M95 146v10q0 12 16 12h40', c.dark, 7),
  headphones: (c) =>
    line('M52 116q-4-76 48-76t48 76', c.dark, 12) +
    box(38, 104, 30, 58, c.fill, 14) +
    box(132, 104, 30, 58, c.fill, 14) +
    box(62, 110, 12, 46, c.light, 6) +
    box(126, 110, 12, 46, c.light, 6),
  earbuds: (c) =>
    circle(68, 78, 24, c.fill) +
    box(60, 84, 16, 66, c.fill, 8) +
    circle(132, 78, 24, c.fill) +
    box(124, 84, 16, 66, c.fill, 8) +
    circle(76, 76, 9, c.dark) +
    circle(124, 76, 9, c.dark) +
    box(60, 140, 16, 6, c.light) +
    box(124, 140, 16, 6, c.light),
  stand: (c) =>
    box(92, 52, 16, 104, c.fill, 4) + path('M66 62q34-40 68 0l-10 8q-24-26-48 0z', c.dark) + box(56, 154, 88, 14, c.fill, 6) + box(96, 60, 4, 90, c.light),
  speaker: (c) =>
    box(58, 34, 84, 134, c.fill, 14) + circle(100, 122, 32, c.dark) + circle(100, 122, 16, c.light) + circle(100, 64, 17, c.dark) + circle(100, 64, 7, c.light),
  laptop: (c) =>
    box(44, 52, 112, 84, c.dark, 8) +
    box(51, 59, 98, 70, c.pale, 3) +
    path('M51 110l30-26 20 14 28-26 20 18v36q0 3-3 3H54q-3 0-3-3z', c.fill) +
    path('M32 140h136l6 18q1 8-8 8H34q-9 0-8-8z', c.light) +
    box(86, 146, 28, 8, c.dark, 3),
  keyboard: (c) =>
    box(26, 84, 148, 70, c.fill, 10) +
    dots(40, 98, 9, 2, 14, 14, c.light, 10) +
    box(40, 130, 20, 10, c.light, 2) +
    box(66, 130, 68, 10, c.pale, 2) +
    box(140, 130, 20, 10, c.light, 2),
  mouse: (c) =>
    box(66, 56, 68, 112, c.fill, 34) + line('M100 58v44M68 102h64', c.dark, 3) + box(95, 68, 10, 24, c.light, 5) + line('M100 56q0-24 26-24', c.dark, 5),
  sleeve: (c) =>
    box(36, 62, 128, 100, c.fill, 12) +
    path('M36 74q0-12 12-12h104q12 0 12 12l-64 42z', c.dark) +
    circle(100, 112, 7, c.pale) +
    line('M48 150h104', c.light, 3),
  camera: (c) =>
    box(36, 72, 128, 90, c.fill, 14) +
    path('M74 72l8-18h36l8 18z', c.dark) +
    circle(100, 116, 34, c.dark) +
    circle(100, 116, 24, '#9fb6c9') +
    circle(92, 108, 8, '#fff') +
    circle(148, 88, 6, c.pale) +
    box(46, 64, 20, 10, c.dark, 4),
  tripod: (c) =>
    box(74, 34, 52, 32, c.dark, 8) + box(94, 64, 12, 34, c.fill) + line('M100 94L60 166M100 94l40 72M100 94v74', c.fill, 8) + circle(100, 50, 9, c.light),
  card: (c) =>
    path('M60 40h58l22 22v98q0 8-8 8H68q-8 0-8-8z', c.fill) +
    box(72, 46, 8, 24, c.pale, 2) +
    box(86, 46, 8, 24, c.pale, 2) +
    box(100, 46, 8, 24, c.pale, 2) +
    box(72, 96, 56, 54, '#fff', 6, '.75') +
    line('M82 114h36M82 130h24', c.dark, 5),
  satchel: (c) =>
    line('M56 92q44-86 88 0', c.dark, 7) +
    box(42, 84, 116, 80, c.fill, 12) +
    path('M42 94q0-10 10-10h96q10 0 10 10v24q-58 22-116 0z', c.dark) +
    box(90, 112, 20, 22, c.light, 4),
  // care
  razor: (c) =>
    box(60, 42, 80, 26, '#c3cad2', 6) +
    line('M66 50h68M66 60h68', '#8b949e', 3) +
    box(93, 66, 14, 20, '#8b949e') +
    box(88, 84, 24, 84, c.fill, 12) +
    line('M100 100v50', c.light, 5),
  blades: (c) =>
    box(50, 64, 100, 100, c.fill, 8) +
    [0, 1, 2].map((at) => box(64, 78 + at * 26, 72, 16, '#eef1f4', 3) + line(`M70 ${86 + at * 26}h60`, '#8b949e', 3)).join(''),
  tube: (c) =>
    path('M66 36h68l-8 108H74z', c.fill) +
    box(76, 144, 48, 24, c.dark, 5) +
    box(66, 30, 68, 10, c.dark, 3) +
    box(78, 70, 44, 44, '#fff', 8, '.8') +
    circle(100, 92, 11, c.fill),
  jar: (c) => box(50, 92, 100, 74, c.fill, 14) + box(54, 62, 92, 32, c.dark, 8) + box(66, 112, 68, 34, '#fff', 6, '.8') + line('M78 129h44', c.dark, 4),
  pump: (c) =>
    box(62, 84, 76, 84, c.fill, 14) +
    box(86, 62, 28, 24, c.dark, 4) +
    line('M100 62V44H72v8', c.dark, 9) +
    box(74, 106, 52, 40, '#fff', 6, '.8') +
    path('M100 112q14 16 0 28q-14-12 0-28z', c.fill),
  bottle: (c) =>
    path('M68 78q0-16 16-16h32q16 0 16 16v82q0 8-8 8H76q-8 0-8-8z', c.fill) +
    box(84, 36, 32, 28, c.dark, 5) +
    box(68, 94, 64, 48, '#fff', 0, '.8') +
    line('M80 110h40M80 124h26', c.dark, 4),
  dryer: (c) =>
    circle(84, 82, 40, c.fill) +
    path('M112 62l52-10v60l-52-10z', c.dark) +
    path('M72 118h26l8 44q0 6-6 6H84q-6 0-7-6z', c.fill) +
    circle(84, 82, 16, c.light) +
    circle(84, 82, 7, c.dark),
  lipstick: (c) =>
    path('M80 92V60l40-24v56z', c.fill) + path('M80 92V60l12-7v39z', c.light) + box(76, 90, 48, 26, '#d3b36a', 3) + box(70, 114, 60, 54, '#33363d', 5),
  mascara: (c) =>
    box(52, 70, 30, 98, c.fill, 10) +
    box(60, 84, 8, 70, c.light, 4) +
    line('M130 92V40', '#33363d', 12) +
    line('M120 46h20M120 58h20M120 70h20M120 82h20', '#33363d', 4) +
    box(116, 92, 28, 76, c.fill, 10),
  // clothing
  tshirt: (c) =>
    path('M70 44l-42 24 16 32 18-8v76h76V92l18 8 16-32-42-24q-30 24-60 0z', c.fill) +
    line('M70 44q30 26 60 0', c.dark, 6) +
    line('M62 92v-14M138 92v-14', c.dark, 3),
  shirt: (c) =>
    path('M68 42l-38 22 10 70 22-4v38h76v-38l22 4 10-70-38-22z', c.fill) +
    path('M76 40l24 24 24-24-10-6H86z', c.light) +
    line('M100 64v100', c.dark, 3) +
    [84, 108, 132, 156].map((y) => circle(106, y, 3, c.dark)).join('') +
    box(112, 84, 20, 22, c.dark, 3, '.35'),
  sweater: (c) =>
    path('M70 46l-36 22-8 86h24l8-52v66h84v-66l8 52h24l-8-86-36-22q-30 20-60 0z', c.fill) +
    line('M70 46q30 24 60 0', c.dark, 8) +
    line('M58 162h84', c.dark, 8) +
    line('M62 104l10 8 10-8 10 8 10-8 10 8 10-8 10 8 6-6', c.light, 5),
  jacket: (c) =>
    path('M72 48l-38 22-6 84h24l6-44v58h84v-58l6 44h24l-6-84-38-22z', c.fill) +
    path('M72 50q28-36 56 0l-28 20z', c.dark) +
    line('M100 68v98', c.light, 4) +
    box(68, 122, 22, 24, c.dark, 4) +
    box(110, 122, 22, 24, c.dark, 4),
  coat: (c) =>
    path('M72 36l-34 20-8 86h22l6-46v72h84V96l6 46h22l-8-86-34-20z', c.fill) +
    path('M78 36l22 46 22-46-6-4H84z', c.dark) +
    line('M100 82v84', c.dark, 3) +
    circle(108, 104, 4, c.light) +
    circle(108, 128, 4, c.light) +
    circle(108, 150, 4, c.light),
  trousers: (c) =>
    path('M64 34h72l8 134h-32l-12-88-12 88H56z', c.fill) + box(64, 34, 72, 14, c.dark, 3) + line('M100 48v30M72 56q2 12 14 12M128 56q-2 12-14 12', c.light, 3),
  shorts: (c) =>
    path('M58 62h84l12 90h-44l-10-44-10 44H46z', c.fill) +
    box(58, 58, 84, 14, c.dark, 3) +
    line('M100 72v30', c.light, 3) +
    line('M94 74v18M106 74v18', '#fff', 3),
  scarf: (c) =>
    line('M60 72q40 36 80 0q8-26-40-26T60 72z', c.fill, 22) +
    path('M102 82l34-2 8 84h-36z', c.dark) +
    path('M92 84l-32 6 4 60h34z', c.fill) +
    line('M112 168v-8M124 168v-8M136 168v-8M70 154v-8M82 154v-8', c.light, 4),
  hat: (c) =>
    path('M52 120q0-72 48-72t48 72z', c.fill) +
    box(42, 114, 116, 28, c.dark, 14) +
    circle(100, 44, 14, c.light) +
    line('M78 66q-8 20-8 44M122 66q8 20 8 44M100 60v48', c.light, 3),
  belt: (c) => path('M36 100q64-50 128 0t-90 54', 'none', c.fill, 18) + box(54, 128, 44, 40, 'none', 6, '1', '#b99a4b') + line('M76 148h28', '#b99a4b', 6),
  socks: (c) =>
    path('M66 34h34v70q0 12 10 20l26 20q6 22-18 22-14 0-22-8l-30-30z', c.fill) +
    box(64, 34, 38, 18, c.dark, 4) +
    path('M110 124l26 20q6 22-18 22z', c.dark) +
    line('M66 70h34M66 84h34', c.light, 5),
  // shoes and bags
  shoe: (c) =>
    path('M28 96q20 6 38-20l22 4q16 34 56 42 28 4 30 24v8H28z', c.fill) +
    path('M24 150h152q0 16-14 16H38q-14 0-14-16z', '#f7f5f0') +
    line('M84 92l16-10M94 104l16-10M106 114l14-10', '#fff', 5) +
    path('M30 108q14 8 14 42H28v-42z', c.dark),
  boot: (c) =>
    path('M70 32h48v70q0 12 14 18l26 12q12 8 10 24H70z', c.fill) +
    box(66, 152, 106, 16, '#3b332d', 5) +
    box(66, 32, 56, 14, c.dark, 4) +
    path('M118 56h-16v36h16z', c.dark) +
    line('M82 60v80', c.light, 4),
  sandal: (c) =>
    path('M34 142q60-30 118-30 22 8 20 30 0 12-14 12H46q-12 0-12-12z', c.light) +
    box(30, 148, 144, 16, c.dark, 8) +
    line('M104 146q8-40 42-34M62 148q4-34 32-36', c.fill, 13),
  backpack: (c) =>
    line('M80 46q20-28 40 0', c.dark, 8) +
    box(52, 44, 96, 124, c.fill, 30) +
    box(64, 106, 72, 54, c.dark, 10) +
    line('M64 122h72', c.light, 4) +
    box(76, 68, 48, 20, c.light, 6) +
    box(92, 118, 16, 14, c.pale, 3),
  handbag: (c) =>
    line('M66 86q4-48 34-48t34 48', c.dark, 9) +
    path('M44 82h112l12 78q0 8-8 8H40q-8 0-8-8z', c.fill) +
    path('M44 82h112l4 26q-60 26-120 0z', c.dark) +
    circle(100, 118, 9, '#d3b36a'),
  purse: (c) =>
    box(34, 72, 132, 88, c.fill, 14) +
    box(34, 72, 132, 30, c.dark, 14) +
    box(124, 104, 46, 30, c.dark, 12) +
    circle(138, 119, 7, '#d3b36a') +
    line('M48 148h68', c.light, 3),
  suitcase: (c) =>
    line('M80 54V30h40v24', c.dark, 8) +
    box(50, 52, 100, 108, c.fill, 14) +
    line('M74 60v92M100 60v92M126 60v92', c.dark, 5) +
    circle(68, 164, 7, '#33363d') +
    circle(132, 164, 7, '#33363d') +
    box(88, 40, 24, 8, c.light, 4),
  // home
  duvet: (c) =>
    box(32, 60, 136, 104, c.fill, 16) +
    path('M32 92h136v-16q0-16-16-16H48q-16 0-16 16z', c.light) +
    line('M66 96v64M100 96v64M134 96v64M34 128h132', c.dark, 3),
  pillow: (c) =>
    path('M36 70q64-18 128 0 12 40 0 84-64 18-128 0-12-44 0-84z', c.fill) +
    path('M48 82q52-14 104 0', 'none', c.light, 5) +
    line('M62 112l16 12 16-12 16 12 16-12 14 10', c.dark, 4),
  lamp: (c) =>
    line('M76 160L66 108l48-44', c.dark, 8) +
    path('M96 40l48 40q-32 34-60 2z', c.fill) +
    path('M102 92l34 38 22-40z', '#ffe9a8') +
    ellipse(80, 162, 34, 7, c.dark) +
    circle(66, 108, 7, c.light),
  pendant: (c) =>
    line('M100 20v48', '#5b616a', 4) +
    path('M46 128q4-62 54-62t54 62z', c.fill) +
    ellipse(100, 128, 54, 9, c.dark) +
    circle(100, 136, 15, '#ffe9a8') +
    line('M66 116q4-28 22-38', c.light, 5),
  bulb: (c) =>
    circle(100, 84, 46, '#ffe9a8') +
    path('M74 120h52l-6 20H80z', '#ffe9a8') +
    box(80, 136, 40, 26, c.fill, 6) +
    line('M82 146h36M84 156h32', c.dark, 3) +
    line('M88 118V90l12 10 12-10v28', '#c98f1b', 4),
  string: (c) =>
    line('M24 52q38 50 76 20t76 20', '#5b616a', 4) +
    [
      [40, 84],
      [74, 92],
      [108, 78],
      [142, 90],
      [168, 104],
    ]
      .map(([x, y], at) => path(`M${x} ${y}q14 20 0 36q-14-16 0-36z`, [c.fill, '#ffd76b', c.light][at % 3]!))
      .join(''),
  candle: (c) =>
    box(60, 84, 80, 84, c.fill, 10) +
    ellipse(100, 86, 40, 9, c.light) +
    line('M100 84V70', '#33363d', 4) +
    path('M100 30q18 24 0 42-18-18 0-42z', '#f6a531') +
    path('M100 48q8 12 0 22-8-10 0-22z', '#ffe9a8') +
    box(72, 112, 56, 34, '#fff', 5, '.75'),
  vase: (c) =>
    path('M84 82q-36 34-18 80 2 6 8 6h52q6 0 8-6 18-46-18-80V66H84z', c.fill) +
    line('M92 66Q84 40 70 30M108 66q4-30 18-40M100 66V28', '#5d8a58', 4) +
    circle(70, 30, 9, '#e58f7b') +
    circle(126, 28, 9, '#f0b94f') +
    circle(100, 26, 9, '#d77fa1') +
    line('M78 112q-8 24 0 42', c.light, 6),
  throw: (c) =>
    path('M50 50h84q18 0 18 18v92h-84q-18 0-18-18z', c.fill) +
    path('M50 50q18 0 18 18v92q-18 0-18-18z', c.dark) +
    line('M82 70h56M82 92h56M82 114h56', c.light, 6) +
    line('M74 160v10M90 160v10M106 160v10M122 160v10M138 160v10', c.dark, 4),
  frame: (c) =>
    box(50, 36, 100, 132, c.fill, 4) +
    box(62, 48, 76, 108, '#fbfaf6', 2) +
    box(72, 60, 56, 84, '#cfe0ea') +
    path('M72 128l18-28 14 16 10-12 14 22v18H72z', '#7a9a76') +
    circle(114, 78, 8, '#f2c24e'),
  chair: (c) =>
    path('M62 32h76l-6 66H68z', c.fill) +
    box(58, 96, 84, 18, c.dark, 6) +
    line('M66 114l-8 54M134 114l8 54M80 114v34M120 114v34', c.dark, 8) +
    line('M80 46v40M100 46v40M120 46v40', c.light, 4),
  shelf: (c) =>
    box(44, 30, 112, 138, c.fill, 4) +
    box(53, 39, 94, 34, c.pale) +
    box(53, 82, 94, 34, c.pale) +
    box(53, 125, 94, 34, c.pale) +
    box(60, 46, 9, 27, '#c0674a') +
    box(71, 43, 9, 30, '#3761c4') +
    box(82, 49, 9, 24, '#93a88a') +
    circle(130, 106, 10, c.dark) +
    box(66, 96, 34, 20, '#cfb48d', 3) +
    box(62, 142, 60, 17, c.dark, 3),
  crate: (c) =>
    path('M42 78h116l-8 84q-1 6-8 6H58q-7 0-8-6z', c.fill) +
    box(36, 68, 128, 18, c.dark, 7) +
    box(82, 102, 36, 14, c.pale, 7) +
    line('M58 128h84M60 146h80', c.light, 4),
  // garden
  seeds: (c) =>
    box(60, 34, 80, 134, '#f8f3e4', 4) +
    box(60, 34, 80, 26, c.fill, 4) +
    circle(100, 104, 24, c.light) +
    line('M100 132V96', '#4d7c4a', 5) +
    path('M100 104q-26-2-28-24 26 0 28 24zM100 98q2-22 26-24 0 24-26 24z', '#5f9a58') +
    line('M76 150h48', c.dark, 4),
  plant: (c) =>
    path('M58 112h84l-10 50q-1 6-8 6H76q-7 0-8-6z', c.fill) +
    box(52, 102, 96, 18, c.dark, 5) +
    path('M100 102q-50-10-46-56 44 4 46 56zM100 102q-2-60 30-76 22 46-30 76z', '#5f9a58') +
    path('M100 102q10-34 52-34-4 34-52 34z', '#7db374'),
  sack: (c) =>
    path('M54 46q46 14 92 0l10 110q0 12-12 12H56q-12 0-12-12z', c.fill) +
    path('M54 46q46 14 92 0l-4 16q-42 12-84 0z', c.dark) +
    box(66, 84, 68, 58, '#fff', 10, '.8') +
    circle(100, 113, 17, c.fill) +
    line('M92 113l6 7 11-14', '#fff', 5),
  can: (c) =>
    path('M50 86h72v74q0 8-8 8H58q-8 0-8-8z', c.fill) +
    path('M122 108l40-34 10 10-50 56z', c.dark) +
    path('M156 62l28 26-10 6-26-24z', c.light) +
    line('M58 86q28-60 60 0', c.dark, 8) +
    box(60, 100, 9, 52, c.light, 4),
  trowel: (c) =>
    path('M84 96h32v28q-4 34-16 44-12-10-16-44z', '#aab3bd') +
    line('M100 104v44', '#8b949e', 3) +
    box(95, 74, 10, 26, '#8b949e') +
    box(88, 26, 24, 54, c.fill, 12) +
    box(94, 36, 5, 34, c.light, 2),
  grill: (c) =>
    path('M42 82h116q-4 50-58 50T42 82z', c.fill) +
    path('M46 76q8-40 54-40t54 40z', c.dark) +
    box(88, 26, 24, 9, c.dark, 4) +
    line('M72 126l-16 42M128 126l16 42M100 132v36', '#5b616a', 6) +
    line('M40 79h120', c.light, 4),
  lantern: (c) =>
    line('M80 50q20-34 40 0', c.dark, 5) +
    path('M66 62l34-22 34 22z', c.dark) +
    box(68, 62, 64, 92, '#ffefbf', 3) +
    line('M68 62v92M132 62v92M100 62v92', c.fill, 7) +
    box(60, 152, 80, 16, c.dark, 4) +
    path('M100 86q16 22 0 40-16-18 0-40z', '#f6a531'),
  // sports
  watch: (c) =>
    box(80, 24, 40, 144, c.fill, 12) +
    box(60, 58, 80, 80, c.dark, 22) +
    box(70, 68, 60, 60, '#10151d', 12) +
    line('M80 100h10l6-14 10 28 6-14h8', '#58d68d', 5),
  mat: (c) =>
    box(70, 54, 92, 112, c.fill, 4) +
    circle(60, 150, 18, c.dark) +
    circle(60, 150, 10, c.light) +
    path('M60 132h100v34H60z', c.fill) +
    circle(60, 149, 17, c.dark) +
    circle(60, 149, 9, c.light) +
    line('M88 70v54M112 70v54M136 70v54', c.light, 4),
  block: (c) =>
    path('M40 108l60-30 60 30v34l-60 26-60-26z', c.fill) +
    path('M40 108l60-30 60 30-60 28z', c.light) +
    line('M100 136v32', c.dark, 3) +
    path('M62 74l40-20 40 20-40 18z', c.dark),
  dumbbell: (c) =>
    box(58, 100, 84, 14, '#8b949e', 4) +
    box(30, 72, 18, 70, c.dark, 6) +
    box(46, 62, 22, 90, c.fill, 8) +
    box(132, 62, 22, 90, c.fill, 8) +
    box(152, 72, 18, 70, c.dark, 6) +
    line('M54 76v60M140 76v60', c.light, 4),
  flask: (c) =>
    box(70, 62, 60, 106, c.fill, 16) +
    box(80, 34, 40, 30, c.dark, 8) +
    line('M86 36q14-20 28 0', c.dark, 6) +
    box(80, 80, 9, 68, c.light, 4) +
    box(70, 108, 60, 12, c.dark, 0, '.4'),
  tent: (c) =>
    path('M100 44L24 164h152z', c.fill) +
    path('M100 44L176 164h-40z', c.dark) +
    path('M92 92L64 164h58z', '#3c3f46') +
    line('M100 44v-14M24 164l-8 6M176 164l8 6', c.dark, 5),
  sleepingbag: (c) =>
    path('M62 52q38-34 76 0l-8 100q-2 16-30 16t-30-16z', c.fill) +
    path('M74 60q26-22 52 0-4 28-26 28T74 60z', c.pale) +
    line('M72 104h56M74 124h52M76 144h48', c.dark, 4),
  stove: (c) =>
    box(76, 112, 48, 56, c.fill, 12) +
    line('M100 112V92M70 92h60M70 92l-6-12M130 92l6-12', '#5b616a', 6) +
    path('M84 88q-6-24 16-42 22 18 16 42z', '#4fa3e0') +
    path('M94 88q-2-12 6-22 8 10 6 22z', '#fff') +
    box(84, 126, 8, 30, c.light, 4),
  torch: (c) =>
    path('M40 84l96-8v56l-96-8z', c.fill) +
    path('M132 66l26-8v92l-26-8z', c.dark) +
    path('M158 60l24-14v116l-24-14z', '#ffe9a8') +
    box(76, 70, 26, 12, c.light, 4) +
    line('M56 94v20M68 94v20', c.dark, 4),
  helmet: (c) =>
    path('M34 120q0-70 68-70 62 0 66 58 0 12-14 12z', c.fill) +
    path('M74 60q-14 22-12 48h16q0-30 14-52zM112 54q-4 24-2 54h16q2-32 4-48z', c.dark) +
    path('M54 120q14 40 44 44 22-4 34-44', 'none', '#3c3f46', 5) +
    box(32, 114, 136, 12, c.light, 6),
  wrench: (c) =>
    path('M132 32q-34 0-28 36L46 126q-14 16 0 30t30 0l58-58q36 6 36-28l-22 20-24-6-6-24z', c.fill) +
    circle(61, 141, 8, c.pale) +
    line('M74 128l38-38', c.light, 5),
  wheel: (c) =>
    circle(100, 104, 62, 'none', '#33363d', 14) +
    circle(100, 104, 50, 'none', c.fill, 5) +
    line('M100 56v96M52 104h96M66 70l68 68M134 70l-68 68', '#9aa3ad', 3) +
    circle(100, 104, 9, c.dark),
  // toys
  dice: (c) =>
    box(38, 80, 84, 84, c.fill, 14) +
    box(104, 38, 62, 62, c.light, 11) +
    circle(60, 102, 7, '#fff') +
    circle(80, 122, 7, '#fff') +
    circle(100, 142, 7, '#fff') +
    circle(120, 54, 5, c.dark) +
    circle(150, 84, 5, c.dark) +
    circle(150, 54, 5, c.dark) +
    circle(120, 84, 5, c.dark),
  puzzle: (c) =>
    path('M44 60h40q-8-28 16-28t16 28h40v40q28-8 28 16t-28 16v36H44z', c.fill) +
    path('M44 108h30q-6 22 14 22t14-22h54v60H44z', c.dark) +
    circle(74, 82, 6, c.light),
  bricks: (c) =>
    box(36, 118, 70, 48, c.fill, 4) +
    box(108, 118, 56, 48, '#e3b23c', 4) +
    box(64, 68, 76, 48, c.dark, 4) +
    [46, 74].map((x) => box(x, 108, 20, 12, c.fill, 3)).join('') +
    box(124, 108, 22, 12, '#e3b23c', 3) +
    box(76, 58, 20, 12, c.dark, 3) +
    box(108, 58, 20, 12, c.dark, 3) +
    box(44, 128, 54, 6, c.light, 3),
  bear: (c) =>
    circle(68, 58, 17, c.fill) +
    circle(132, 58, 17, c.fill) +
    circle(100, 82, 41, c.fill) +
    ellipse(100, 140, 40, 29, c.fill) +
    ellipse(100, 96, 18, 14, c.pale) +
    circle(100, 90, 5, '#33363d') +
    circle(84, 74, 5, '#33363d') +
    circle(116, 74, 5, '#33363d') +
    ellipse(100, 142, 21, 17, c.pale) +
    circle(68, 58, 8, c.pale) +
    circle(132, 58, 8, c.pale),
  train: (c) =>
    box(88, 72, 70, 64, c.fill, 8) +
    box(36, 96, 60, 40, c.dark, 8) +
    box(46, 66, 18, 32, c.dark, 4) +
    box(102, 82, 42, 26, c.pale, 4) +
    circle(58, 146, 18, '#3c3f46') +
    circle(100, 146, 18, '#3c3f46') +
    circle(140, 146, 18, '#3c3f46') +
    circle(58, 146, 6, '#e3b23c') +
    circle(100, 146, 6, '#e3b23c') +
    circle(140, 146, 6, '#e3b23c') +
    line('M24 166h152', '#77523b', 6),
  // books and paper
  book: (c) =>
    path('M54 36h84q10 0 10 10v122H64q-14 0-14-14V40q0-4 4-4z', c.fill) +
    path('M64 150h84v18H64q-12-2-12-9t12-9z', '#f6f1e4') +
    box(54, 36, 12, 114, c.dark) +
    box(80, 58, 54, 8, c.pale, 3) +
    box(80, 72, 36, 6, c.light, 3) +
    circle(106, 112, 18, c.light),
  notebook: (c) =>
    box(56, 36, 92, 132, c.fill, 8) +
    box(132, 36, 7, 132, c.dark) +
    [52, 76, 100, 124, 148].map((y) => line(`M48 ${y}h16`, '#8b949e', 5)).join('') +
    box(78, 66, 44, 28, '#fff', 4, '.85') +
    line('M84 76h32M84 84h20', c.dark, 3),
  pen: (c) =>
    path('M132 36l26 26-80 80-26-26z', c.fill) +
    path('M52 116l26 26-44 22q-6 2-4-4z', '#e0c07a') +
    line('M36 160l20-20', '#33363d', 3) +
    path('M132 36q8-10 18 0l8 8q10 10 0 18z', c.dark) +
    line('M126 56l-46 46', c.light, 5),
  ink: (c) =>
    path('M52 92l14-16h68l14 16v68q0 8-8 8H60q-8 0-8-8z', '#dfe8ee') +
    path('M52 116h96v44q0 8-8 8H60q-8 0-8-8z', c.fill) +
    box(76, 44, 48, 34, '#33363d', 6) +
    box(70, 120, 60, 30, '#fff', 4, '.85') +
    path('M100 124q8 12 0 20-8-8 0-20z', c.fill),
  palette: (c) =>
    path('M100 42q66 0 68 56 0 30-34 26-22-2-18 20 2 24-22 22-62-6-62-62 2-60 68-62z', '#d9b98a') +
    circle(72, 84, 12, c.fill) +
    circle(104, 68, 12, '#e3b23c') +
    circle(138, 84, 12, '#3761c4') +
    circle(64, 120, 12, '#4d9b5f') +
    circle(88, 142, 8, '#fbfaf6'),
  brush: (c) =>
    line('M60 160l50-62M100 166V92M140 160L92 98', c.fill, 9) +
    box(92, 70, 16, 26, '#b5bcc4') +
    path('M92 72q-6-28 8-44 14 16 8 44z', '#33363d') +
    path('M108 100l10-16 16-22-2 26-14 18zM92 100L82 84 64 66l6 26 14 16z', c.dark),
  // pets
  lead: (c) =>
    path('M60 160q-30-60 20-80t60 10q8 40-40 40', 'none', c.fill, 11) +
    circle(60, 158, 9, '#b5bcc4') +
    circle(138, 62, 24, 'none', c.dark, 10) +
    box(92, 122, 20, 16, '#b5bcc4', 5),
  ball: (c) => circle(100, 112, 54, c.fill) + path('M58 78q40 34 84 0M58 146q40-34 84 0', 'none', '#fff', 6) + circle(82, 92, 10, c.light),
  tincan: (c) =>
    box(44, 76, 112, 84, c.fill, 6) +
    ellipse(100, 76, 56, 15, '#c3cad2') +
    ellipse(100, 160, 56, 9, c.dark) +
    ellipse(100, 75, 44, 10, '#e8ecf0') +
    path('M72 122q24-26 46 0l16-12v24l-16-12q-22 26-46 0z', '#fff') +
    circle(84, 119, 3, c.dark),
  fish: (c) =>
    path('M40 108q42-56 94 0l34-28v58l-34-28q-52 56-94-2z', c.fill) +
    circle(66, 104, 6, '#33363d') +
    line('M88 86q14 22 0 46M108 88q12 20 0 40', c.light, 5) +
    line('M40 108q-18-30-8-62', '#8b949e', 3),
  post: (c) =>
    box(84, 50, 32, 112, '#cfb48d', 4) +
    line('M86 66h28M86 80h28M86 94h28M86 108h28M86 122h28M86 136h28', '#a88a5f', 4) +
    box(44, 154, 112, 14, c.fill, 6) +
    box(58, 36, 84, 16, c.fill, 8) +
    line('M136 52v26', c.dark, 3) +
    circle(136, 86, 9, c.dark),
}

function box(x: number, y: number, width: number, height: number, fill: string, radius = 0, opacity = '1', stroke = ''): string {
  const round = radius > 0 ? ` rx="${radius}"` : ''
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}"${round} fill="${fill}"${opacity === '1' ? '' : ` opacity="${opacity}"`}${stroke === '' ? '' : ` stroke="${stroke}" stroke-width="5"`}/>`
}

function circle(x: number, y: number, radius: number, fill: string, stroke = '', width = 0): string {
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}"${stroke === '' ? '' : ` stroke="${stroke}" stroke-width="${width}"`}/>`
}

function ellipse(x: number, y: number, rx: number, ry: number, fill: string): string {
  return `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}"/>`
}

function path(d: string, fill: string, stroke = '', width = 0): string {
  return `<path d="${d}" fill="${fill}"${stroke === '' ? '' : ` stroke="${stroke}" stroke-width="${width}"`}/>`
}

function line(d: string, stroke: string, width: number): string {
  return path(d, 'none', stroke, width)
}

/** A grid of square keys. */
function dots(x: number, y: number, columns: number, rows: number, dx: number, dy: number, fill: string, size: number): string {
  const d = Array.from(
    { length: columns * rows },
    (_, at) => `M${x + (at % columns) * dx} ${y + Math.floor(at / columns) * dy}h${size}v${size}h-${size}z`,
  ).join('')
  return path(d, fill)
}
