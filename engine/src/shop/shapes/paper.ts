import { box, circle, line, path, type Shapes } from './draw.ts'

/** What stands on the shelves of books and paper. */
export const paper: Shapes = {
  book: (c) =>
    path('M54 36h84q10 0 10 10v122H64q-14 0-14-14V40q0-4 4-4z', c.fill) +
    path('M64 150h84v18H64q-12-2-12-9t12-9z', '#f6f1e4') +
    box(54, 36, 12, 114, c.dark) +
    box(80, 58, 54, 8, c.pale, 3) +
    box(80, 72, 36, 6, c.light, 3) +
    circle(106, 112, 18, c.light),
  notebook: (c) =>
    box(56, 36, 92, 132, c.fill, 8) +
    box(132, 36, 7, 132, c.dark) +
    [52, 76, 100, 124, 148].map((y) => line(`M48 ${y}h16`, '#8b949e', 5)).join('') +
    box(78, 66, 44, 28, '#fff', 4, '.85') +
    line('M84 76h32M84 84h20', c.dark, 3),
  pen: (c) =>
    path('M132 36l26 26-80 80-26-26z', c.fill) +
    path('M52 116l26 26-44 22q-6 2-4-4z', '#e0c07a') +
    line('M36 160l20-20', '#33363d', 3) +
    path('M132 36q8-10 18 0l8 8q10 10 0 18z', c.dark) +
    line('M126 56l-46 46', c.light, 5),
  ink: (c) =>
    path('M52 92l14-16h68l14 16v68q0 8-8 8H60q-8 0-8-8z', '#dfe8ee') +
    path('M52 116h96v44q0 8-8 8H60q-8 0-8-8z', c.fill) +
    box(76, 44, 48, 34, '#33363d', 6) +
    box(70, 120, 60, 30, '#fff', 4, '.85') +
    path('M100 124q8 12 0 20-8-8 0-20z', c.fill),
  palette: (c) =>
    path('M100 42q66 0 68 56 0 30-34 26-22-2-18 20 2 24-22 22-62-6-62-62 2-60 68-62z', '#d9b98a') +
    circle(72, 84, 12, c.fill) +
    circle(104, 68, 12, '#e3b23c') +
    circle(138, 84, 12, '#3761c4') +
    circle(64, 120, 12, '#4d9b5f') +
    circle(88, 142, 8, '#fbfaf6'),
  brush: (c) =>
    line('M60 160l50-62M100 166V92M140 160L92 98', c.fill, 9) +
    box(92, 70, 16, 26, '#b5bcc4') +
    path('M92 72q-6-28 8-44 14 16 8 44z', '#33363d') +
    path('M108 100l10-16 16-22-2 26-14 18zM92 100L82 84 64 66l6 26 14 16z', c.dark),
}
