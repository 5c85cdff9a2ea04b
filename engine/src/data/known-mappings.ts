import type { Mapping } from './mapping.ts'

/** The widest categories of Amazon's Beauty department: where an item has no brand, its attributes begin with one of them. */
const beautyShelves = ['Makeup', 'Skin Care', 'Hair Care', 'Fragrance', 'Bath & Body', 'Tools & Accessories']

/** Well-known public files whose columns a guess from names alone would misread. Picked by name, or when a file has exactly these columns. */
export const knownMappings: Readonly<Record<string, Mapping & { readonly about: string; readonly columns: readonly string[] }>> = {
  'online-retail': {
    about:
      'UCI Online Retail (doi:10.24432/C5BW33): invoices of a British gift shop; invoices that start with C are returns, rows without a customer anonymous baskets.',
    columns: ['InvoiceNo', 'StockCode', 'Description', 'Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID', 'Country'],
    events: {
      event: { constant: 'purchase' },
      user: 'CustomerID',
      session: 'InvoiceNo',
      item: 'StockCode',
      at: { column: 'InvoiceDate' },
      quantity: { column: 'Quantity' },
      price: { column: 'UnitPrice' },
      basket: 'InvoiceNo',
      region: 'Country',
      refund: { column: 'InvoiceNo', prefix: 'C' },
      negativeQuantity: 'reject',
    },
    products: { id: 'StockCode', title: 'Description', price: { column: 'UnitPrice' } },
    people: { id: 'CustomerID', attributes: { region: 'Country' } },
    reject: [
      {
        column: 'StockCode',
        reason: 'item.no-product',
        in: ['POST', 'DOT', 'D', 'M', 'm', 'S', 'B', 'C2', 'CRUK', 'PADS', 'BANK CHARGES', 'AMAZONFEE', 'DCGSSBOY', 'DCGSSGIRL'],
      },
      { column: 'StockCode', reason: 'item.no-product', prefix: 'gift_' },
    ],
  },
  'completejourney-transactions': {
    about: 'dunnhumby Complete Journey, transactions: sales_value is the line total in dollars.',
    columns: [
      'household_id',
      'store_id',
      'basket_id',
      'product_id',
      'quantity',
      'sales_value',
      'retail_disc',
      'coupon_disc',
      'coupon_match_disc',
      'week',
      'transaction_timestamp',
    ],
    events: {
      event: { constant: 'purchase' },
      user: 'household_id',
      item: 'product_id',
      at: { column: 'transaction_timestamp' },
      quantity: { column: 'quantity' },
      price: { column: 'sales_value', meaning: 'total' },
      basket: 'basket_id',
    },
  },
  'completejourney-products': {
    about: 'dunnhumby Complete Journey, products: without titles, so type and package stand in.',
    columns: ['product_id', 'manufacturer_id', 'department', 'brand', 'product_category', 'product_type', 'package_size'],
    products: {
      id: 'product_id',
      title: { columns: ['product_type', 'package_size'], join: ', ' },
      category: { columns: ['department', 'product_category', 'product_type'] },
      attributes: { label: 'brand', manufacturer: 'manufacturer_id', package: 'package_size' },
    },
    absent: ['NA'],
  },
  'completejourney-demographics': {
    about: 'dunnhumby Complete Journey, households: every attribute is protected, for fairness tables only.',
    columns: ['household_id', 'age', 'income', 'home_ownership', 'marital_status', 'household_size', 'household_comp', 'kids_count'],
    people: {
      id: 'household_id',
      attributes: {
        age: 'age',
        income: 'income',
        home_ownership: 'home_ownership',
        marital_status: 'marital_status',
        household_size: 'household_size',
        household_comp: 'household_comp',
        kids_count: 'kids_count',
      },
      protected: ['age', 'income', 'home_ownership', 'marital_status', 'household_size', 'household_comp', 'kids_count'],
    },
    absent: ['NA'],
  },
  yoochoose: {
    about: 'YooChoose (RecSys Challenge 2015) click sessions with a header, times in seconds.',
    columns: ['SessionId', 'ItemId', 'Time'],
    events: { event: { constant: 'view_item' }, session: 'SessionId', item: 'ItemId', at: { column: 'Time', format: 'seconds' } },
  },
  'amazon-beauty-items': {
    about: 'Names for the items of the Amazon 5-core sequences: attributes are the brand, then the category path.',
    columns: ['s3rec_id', 'asin', 'phrase', 'attribute_ids', 'attributes', 'title'],
    products: {
      id: 's3rec_id',
      title: 'title',
      description: 'phrase',
      brand: { column: 'attributes', separator: '|', part: 0, absent: beautyShelves },
      category: { column: 'attributes', separator: '|', from: 1, start: beautyShelves },
      attributes: { asin: 'asin' },
    },
    absent: ['Unknown', 'NA'],
  },
}

/** The known mapping for a file with exactly these columns. */
export function knownMappingFor(columns: readonly string[]): Mapping | undefined {
  const found = Object.entries(knownMappings).find(
    ([, known]) => known.columns.length === columns.length && known.columns.every((column) => columns.includes(column)),
  )
  return found && namedMapping(found[0])
}

/** The known mapping of that name, without its description. */
export function namedMapping(name: string): Mapping | undefined {
  if (!Object.hasOwn(knownMappings, name)) return undefined
  const { about: _about, columns: _columns, ...mapping } = knownMappings[name] as (typeof knownMappings)[string]
  return { name, ...mapping }
}
