import { box, circle, line, path, type Shapes } from './draw.ts'

/** What stands on the shelves of clothing. */
export const clothing: Shapes = {
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
}
