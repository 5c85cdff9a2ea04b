import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './words.ts'
import './styles/shell.css'
import './styles/parts.css'
import './styles/tables.css'
import './styles/charts.css'
import './styles/explanations.css'
import './styles/training.css'
import './styles/narrow.css'
import { App } from './app.tsx'

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 2_000, networkMode: 'always' } } })}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  )
}
