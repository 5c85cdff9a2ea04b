import { box, circle, line, path, type Shapes } from './draw.ts'

/** What stands on the shelves of shoes and bags. */
export const bags: Shapes = {
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
}
