import { useTranslation } from 'react-i18next'
import { Link, Route, Switch } from 'wouter'
import { Header } from './header.tsx'
import { Page } from './page.tsx'
import { Cart } from './pages/cart.tsx'
import { Home } from './pages/home.tsx'
import { MyData } from './pages/my-data.tsx'
import { ProductPage } from './pages/product.tsx'
import { Search } from './pages/search.tsx'
import { useShop } from './state.tsx'

export function App() {
  const { t } = useTranslation()
  return (
    <>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <Header />
      <main id="content" tabIndex={-1}>
        <Switch>
          <Route path="/">
            <Home />
          </Route>
          <Route path="/product/:id">{({ id }) => <ProductPage key={id} id={decodeURIComponent(id)} />}</Route>
          <Route path="/search/:query">{({ query }) => <Search key={query} query={decodeURIComponent(query)} />}</Route>
          <Route path="/cart">
            <Cart />
          </Route>
          <Route path="/my-data">
            <MyData />
          </Route>
          <Route>
            <Page title={t('notFound')} lead={<Link href="/">{t('back')}</Link>}>
              {null}
            </Page>
          </Route>
        </Switch>
      </main>
      <footer>
        <p>
          {t('made')} <a href="/dashboard/">{t('dashboard')}</a>
          <a href="/docs">{t('docs')}</a>
        </p>
      </footer>
      <Toast />
    </>
  )
}

/** What was just done, with a way back where there is one. The region is always there, so that screen readers hear it change. */
function Toast() {
  const { t } = useTranslation()
  const { said, say, act } = useShop()
  return (
    <div className="toast" role="status">
      {said !== undefined && (
        <p className={said.isProblem ? 'problem' : undefined}>
          <span>{said.text}</span>
          {said.undo !== undefined && (
            <button
              type="button"
              onClick={() => {
                const { undo } = said
                say(undefined)
                if (undo !== undefined) void act(undo)
              }}
            >
              {t('undo')}
            </button>
          )}
          <button type="button" aria-label={t('close')} onClick={() => say(undefined)}>
            ✕
          </button>
        </p>
      )}
    </div>
  )
}
