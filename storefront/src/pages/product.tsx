import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { categoryIn, client, demo, happened, money, type Product, pictureOf, titleIn } from '../api.ts'
import { Notice, Page } from '../page.tsx'
import { Row } from '../row.tsx'
import { useShop } from '../state.tsx'
import { wordsFor } from '../words.ts'

export function ProductPage({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const { shopper, language, cart, setCart, changed, say, act } = useShop()
  const [besides, setBesides] = useState<readonly string[]>([])
  const { data: product, error, refetch } = useQuery({ queryKey: ['item', id], queryFn: () => client.item(id) as Promise<Product> })
  const { data: words } = useQuery({ queryKey: ['demo'], queryFn: demo, staleTime: Number.POSITIVE_INFINITY })
  const isThere = product !== undefined

  // biome-ignore lint/correctness/useExhaustiveDependencies: one look a page, whoever the state says is looking
  useEffect(() => {
    if (isThere) void happened(shopper, 'view_item', { item: id }).catch(() => undefined)
  }, [id, isThere])

  if (error !== null) {
    return (
      <Page title={t('noProduct')}>
        <Notice title={wordsFor(error, t)} isProblem>
          <button type="button" onClick={() => void refetch()}>
            {t('retry')}
          </button>{' '}
          <Link href="/">{t('back')}</Link>
        </Notice>
      </Page>
    )
  }
  if (product === undefined) return <Notice title={t('loading')} isBusy />
  const title = titleIn(product, language)
  const isOut = product.stock !== undefined && product.stock <= 0
  const inCart = cart.includes(id)
  const take = (event: 'add_to_cart' | 'purchase', text: string) =>
    act(async () => {
      await happened(shopper, event, { item: id, ...(product.price === undefined ? {} : { price: product.price }) })
      const others = cart.filter((item) => item !== id)
      setCart(event === 'purchase' ? others : [...others, id])
      say({ text })
      changed()
    })
  return (
    <article className="stack">
      <div className="product">
        <img src={pictureOf(product)} alt="" width="420" height="420" />
        <div>
          {product.category !== undefined && <p className="path">{categoryIn(words, product.category.join(' › '), language)}</p>}
          <Page title={title}>{null}</Page>
          {product.brand !== undefined && <p className="quiet">{product.brand}</p>}
          {product.price !== undefined && <p className="price">{money(product.price, product.currency, language)}</p>}
          <p lang="en">{product.description}</p>
          <p className="quiet">
            {product.seller !== undefined && `${t('soldBy', { seller: product.seller })} · `}
            {isOut ? t('soldOut') : product.stock !== undefined && t('stock', { count: product.stock })}
          </p>
          <div className="actions">
            {inCart ? (
              <Link className="button strong" href="/cart">
                {t('inCart')}
              </Link>
            ) : (
              <button type="button" className="strong" disabled={isOut} onClick={() => void take('add_to_cart', t('added'))}>
                {t('addToCart')}
              </button>
            )}
            <button type="button" disabled={isOut} onClick={() => void take('purchase', t('bought'))}>
              {t('buy')}
            </button>
          </div>
        </div>
      </div>
      <Row heading={t('goesWith')} scene="product" items={[id]} onLoaded={setBesides} />
      <Row heading={t('alsoLike')} exclude={[id, ...besides]} />
    </article>
  )
}
