import { box, circle, line, path, type Shapes } from './draw.ts'

/** What stands on the shelves of beauty and care. */
export const care: Shapes = {
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
}
