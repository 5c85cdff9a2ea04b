import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { client, happened, money, type Product, titleIn } from '../api.ts'
import { Row } from '../row.tsx'
import { useShop } from '../state.tsx'

export function Cart() {
  const { t } = useTranslation()
  const { shopper, cart, setCart, language, changed } = useShop()
  const [said, setSaid] = useState('')
  const products = useQueries({ queries: cart.map((id) => ({ queryKey: ['item', id], queryFn: () => client.item(id) as Promise<Product> })) }).flatMap(({ data }) => (data === undefined ? [] : [data]))
  const total = products.reduce((sum, product) => sum + (product.price ?? 0), 0)

  const remove = async (id: string) => {
    await happened(shopper, 'remove_from_cart', { item: id })
    setCart(cart.filter((item) => item !== id))
    changed()
  }
  const buy = async () => {
    for (const product of products) await happened(shopper, 'purchase', { item: product.id, ...(product.price === undefined ? {} : { price: product.price }) })
    setCart([])
    setSaid(t('bought'))
    changed()
  }
  return (
    <>
      <h1>{t('cart')}</h1>
      <p role="status" className="said">
        {said}
      </p>
      {cart.length === 0 ? (
        <p>{t('emptyCart')}</p>
      ) : (
        <>
          <ul className="lines">
            {products.map((product) => (
              <li key={product.id}>
                <img src={product.image ?? `/pictures/${encodeURIComponent(product.id)}.svg`} alt="" width="64" height="64" />
                <Link href={`/product/${encodeURIComponent(product.id)}`}>{titleIn(product, language)}</Link>
                <span className="price">{product.price !== undefined && money(product.price, product.currency, language)}</span>
                <button type="button" onClick={() => void remove(product.id)}>
                  {t('remove')}
                </button>
              </li>
            ))}
          </ul>
          <p className="total">
            {t('total')} <b>{money(total, products[0]?.currency, language)}</b>{' '}
            <button type="button" className="strong" onClick={() => void buy()}>
              {t('checkout')}
            </button>
          </p>
          <Row heading={t('goesWithCart')} scene="cart" items={cart} />
        </>
      )}
    </>
  )
}
