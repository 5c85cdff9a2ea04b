import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../../widget/src/element.ts'
import './words.ts'
import './style.css'
import { App } from './app.tsx'
import { ShopState } from './state.tsx'

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 5_000 } } })}>
        <ShopState>
          <App />
        </ShopState>
      </QueryClientProvider>
    </StrictMode>,
  )
}
