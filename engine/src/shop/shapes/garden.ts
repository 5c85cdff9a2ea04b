import { box, circle, line, path, type Shapes } from './draw.ts'

/** What stands on the shelves of garden. */
export const garden: Shapes = {
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
}
