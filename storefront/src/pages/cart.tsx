import { useQueries } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { client, happened, money, type Product, pictureOf, titleIn } from '../api.ts'
import { Notice, Page } from '../page.tsx'
import { Row } from '../row.tsx'
import { useShop } from '../state.tsx'

export function Cart() {
  const { t } = useTranslation()
  const { shopper, cart, setCart, language, changed, say, act } = useShop()
  const products = useQueries({ queries: cart.map((id) => ({ queryKey: ['item', id], queryFn: () => client.item(id) as Promise<Product> })) }).flatMap(
    ({ data }) => (data === undefined ? [] : [data]),
  )
  const total = products.reduce((sum, product) => sum + (product.price ?? 0), 0)

  const remove = (product: Product) =>
    act(async () => {
      await happened(shopper, 'remove_from_cart', { item: product.id })
      setCart(cart.filter((item) => item !== product.id))
      changed()
      say({
        text: t('takenOut', { title: titleIn(product, language) }),
        undo: async () => {
          await happened(shopper, 'add_to_cart', { item: product.id })
          setCart(cart)
          changed()
        },
      })
    })
  const buy = () =>
    act(async () => {
      for (const product of products)
        await happened(shopper, 'purchase', { item: product.id, ...(product.price === undefined ? {} : { price: product.price }) })
      setCart([])
      say({ text: t('bought') })
      changed()
    })
  return (
    <Page title={t('cart')}>
      {cart.length === 0 ? (
        <>
          <Notice title={t('emptyCart')}>
            <Link href="/">{t('keepLooking')}</Link>
          </Notice>
          <Row heading={t('alsoLike')} />
        </>
      ) : (
        <>
          <div>
            <ul className="lines cart">
              {products.map((product) => (
                <li key={product.id}>
                  <img src={pictureOf(product)} alt="" width="72" height="72" />
                  <Link href={`/product/${encodeURIComponent(product.id)}`}>{titleIn(product, language)}</Link>
                  <span className="price">{product.price !== undefined && money(product.price, product.currency, language)}</span>
                  <button type="button" aria-label={`${t('remove')}: ${titleIn(product, language)}`} onClick={() => void remove(product)}>
                    {t('remove')}
                  </button>
                </li>
              ))}
            </ul>
            <p className="total">
              <span>
                {t('total')} <b>{money(total, products[0]?.currency, language)}</b>
              </span>
              <button type="button" className="strong" onClick={() => void buy()}>
                {t('checkout')}
              </button>
            </p>
          </div>
          <Row heading={t('goesWithCart')} scene="cart" items={cart} />
        </>
      )}
    </Page>
  )
}
