// Made shop-events.parquet with hyparquet-writer 0.17 (npm install --no-save hyparquet-writer; node make-parquet.mjs). Three row groups, compressed with Snappy.
import { writeFileSync } from 'node:fs'
import { parquetWriteBuffer } from 'hyparquet-writer'

const rows = Array.from({ length: 25 }, (_, i) => ({
  user: `person ${i % 4}`,
  sku: BigInt(9_007_199_254_740_000 + (i % 7)),
  time: new Date(Date.UTC(2024, 0, 1 + i, 12)),
  price: i === 11 ? Number.POSITIVE_INFINITY : i + 0.25,
  quantity: 1 + (i % 3),
}))
const column = (name, type) => ({ name, type, data: rows.map((row) => row[name]) })
writeFileSync(
  new URL('shop-events.parquet', import.meta.url),
  Buffer.from(
    parquetWriteBuffer({
      columnData: [column('user', 'STRING'), column('sku', 'INT64'), column('time', 'TIMESTAMP'), column('price', 'DOUBLE'), column('quantity', 'INT32')],
      rowGroupSize: 10,
    }),
  ),
)
