import { box, circle, ellipse, line, path, type Shapes } from './draw.ts'

/** What stands on the shelves of home. */
export const home: Shapes = {
  parcel: (c) => box(50, 70, 100, 96, c.fill, 6) + box(50, 70, 100, 22, c.dark, 6) + box(92, 70, 16, 96, c.light),
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
}
