import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../../widget/src/element.ts'
import './words.ts'
import './styles/shell.css'
import './styles/parts.css'
import './styles/products.css'
import './styles/lists.css'
import './styles/facts.css'
import './styles/narrow.css'
import { CandorProblem } from './api.ts'
import { App } from './app.tsx'
import { ShopState } from './state.tsx'

// What the server refused will be refused again; what the network lost may come the second time.
const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: (count, error) => count < 1 && !(error instanceof CandorProblem), retryDelay: 500, staleTime: 5_000, networkMode: 'always' },
  },
})

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <ShopState>
          <App />
        </ShopState>
      </QueryClientProvider>
    </StrictMode>,
  )
}
