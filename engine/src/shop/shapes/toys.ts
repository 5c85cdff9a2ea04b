import { box, circle, ellipse, line, path, type Shapes } from './draw.ts'

/** What stands on the shelves of toys. */
export const toys: Shapes = {
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
}
