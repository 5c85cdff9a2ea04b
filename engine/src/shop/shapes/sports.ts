import { box, circle, line, path, type Shapes } from './draw.ts'

/** What stands on the shelves of sports. */
export const sports: Shapes = {
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
}
