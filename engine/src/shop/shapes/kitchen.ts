import { box, circle, ellipse, line, path, type Shapes } from './draw.ts'

/** What stands on the shelves of kitchen. */
export const kitchen: Shapes = {
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
}
