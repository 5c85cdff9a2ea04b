import { type Operator, type Tensor, tensor } from '../tensor.ts'

/** Rows of a table [rows × …] by their numbers (int32 or int64, any shape): shape [numbers…, …]. For a large table let our own code gather outside the network; this is for small ones. */
export function gather(table: Tensor, numbers: Tensor): Tensor {
  const operator: Operator = {
    name: 'gather',
    attributes: {},
    emit: (write, inputs) => write.node('Gather', inputs, { axis: 0 }),
    gradient: (_y, dy) => [scatter(dy, numbers, table), undefined],
  }
  return tensor(operator, [table, numbers], [...numbers.shape, ...table.shape.slice(1)])
}

/** Zeros of the shape of `table` with each row of `rows` added at its number: the gradient of `gather`. */
export function scatter(rows: Tensor, numbers: Tensor, table: Tensor): Tensor {
  const operator: Operator = {
    name: 'scatter',
    attributes: { shape: table.shape },
    emit(write, [values, places, like]) {
      const [shape] = write.node('Shape', [like!])
      const [zero] = write.node('Expand', [write.constant(rows.type, [], [0]), shape!])
      const [wide] = write.node('Cast', [places!], { to: 7 })
      const [column] = write.node('Unsqueeze', [wide!, write.constant('int64', [1], [-1])])
      return write.node('ScatterND', [zero!, column!, values!], { reduction: 'add' })
    },
    gradient: (_y, dy) => [gather(dy, numbers), undefined, undefined],
  }
  return tensor(operator, [rows, numbers, table], table.shape)
}
