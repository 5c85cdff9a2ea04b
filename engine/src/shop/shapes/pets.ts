import { box, circle, ellipse, line, path, type Shapes } from './draw.ts'

/** What stands on the shelves of pets. */
export const pets: Shapes = {
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
