import { bags } from './bags.ts'
import { care } from './care.ts'
import { clothing } from './clothing.ts'
import type { Shapes } from './draw.ts'
import { electronics } from './electronics.ts'
import { garden } from './garden.ts'
import { home } from './home.ts'
import { kitchen } from './kitchen.ts'
import { paper } from './paper.ts'
import { pets } from './pets.ts'
import { sports } from './sports.ts'
import { toys } from './toys.ts'

/** Every pictogram by the name that shelves use; `parcel` is for products of no known shelf. */
export const shapes: Shapes = { ...bags, ...care, ...clothing, ...electronics, ...garden, ...home, ...kitchen, ...paper, ...pets, ...sports, ...toys }
