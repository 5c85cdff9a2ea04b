import { box, circle, dots, line, path, type Shapes } from './draw.ts'

/** What stands on the shelves of electronics. */
export const electronics: Shapes = {
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
}
