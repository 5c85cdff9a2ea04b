import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, happened, money, type Product, titleIn } from '../api.ts'
import { Row } from '../row.tsx'
import { useShop } from '../state.tsx'

export function ProductPage({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const { shopper, language, cart, setCart, changed } = useShop()
  const [said, setSaid] = useState('')
  const { data: product, error } = useQuery({ queryKey: ['item', id], queryFn: () => client.item(id) as Promise<Product> })

  // biome-ignore lint/correctness/useExhaustiveDependencies: one look a page, whoever the state says is looking
  useEffect(() => {
    setSaid('')
    void happened(shopper, 'view_item', { item: id })
  }, [id])

  if (error !== null) return <p role="alert">{t('failed', { message: error.message })}</p>
  if (product === undefined) return <p aria-busy="true">{t('loading')}</p>
  const title = titleIn(product, language)
  const isOut = product.stock !== undefined && product.stock <= 0
  const act = async (event: 'add_to_cart' | 'purchase', words: string) => {
    await happened(shopper, event, { item: id, ...(product.price === undefined ? {} : { price: product.price }) })
    setCart(event === 'purchase' ? cart.filter((item) => item !== id) : [...cart.filter((item) => item !== id), id])
    setSaid(words)
    changed()
  }
  return (
    <>
      <article className="product">
        <img src={product.image ?? `/pictures/${encodeURIComponent(id)}.svg`} alt="" width="420" height="420" />
        <div>
          <p className="path">{product.category?.join(' › ')}</p>
          <h1>{title}</h1>
          {product.brand !== undefined && <p className="quiet">{product.brand}</p>}
          {product.price !== undefined && <p className="price">{money(product.price, product.currency, language)}</p>}
          <p>{product.description}</p>
          <p className="quiet">
            {product.seller !== undefined && `${t('soldBy', { seller: product.seller })} · `}
            {isOut ? t('soldOut') : product.stock !== undefined && t('stock', { count: product.stock })}
          </p>
          <div className="actions">
            <button type="button" className="strong" disabled={isOut} onClick={() => void act('add_to_cart', t('added'))}>
              {t('addToCart')}
            </button>
            <button type="button" disabled={isOut} onClick={() => void act('purchase', t('bought'))}>
              {t('buy')}
            </button>
          </div>
          <p role="status" className="said">
            {said}
          </p>
        </div>
      </article>
      <Row heading={t('goesWith')} scene="product" items={[id]} />
      <Row heading={t('alsoLike')} exclude={[id]} />
    </>
  )
}
