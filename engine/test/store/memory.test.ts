import { memoryStore } from '../../src/store/memory.ts'
import { storePromises } from '../promises/store.ts'

storePromises('memory', async () => memoryStore())
