import type { why as en } from './en'

export const why: typeof en = {
  on_hold: 'Đơn đang bị tạm giữ: %{reasons}.',
  released: '%{n} đơn vị đã vào phiếu lấy hàng và đang chờ người lấy.',
  picking: 'Đang lấy hàng: còn %{n} đơn vị chưa tìm thấy.',
  picked: 'Đã lấy hàng, chờ đóng gói.',
  packed: 'Đã đóng gói, chờ hãng vận chuyển đến nhận.',
  ready: 'Toàn bộ hàng đã được giữ; đơn chờ chuyển xuống kho.',
  partly_ready: '%{n} đơn vị đã sẵn sàng và chờ chuyển xuống kho.',
  waiting: 'Đang chờ %{quantity} đơn vị của %{sku}.',
  next: 'Đơn đứng kế tiếp trong hàng đợi.',
  ahead: 'Có %{n} đơn xếp trước trong hàng đợi.',
  none_in_stock: 'Không còn đơn vị nào chưa dành cho đơn khác.',
  being_handed_out: '%{n} đơn vị đã về và đang được phân bổ.',
  others_short: 'Còn %{n} sản phẩm khác cũng đang thiếu.',
  leaves_together: '%{n} đơn vị còn lại đã được giữ và sẽ đi cùng lúc.',
  hold: {
    address: 'cần kiểm tra địa chỉ',
    payment: 'chưa nhận được thanh toán',
    fraud: 'có thể là gian lận',
    client: 'khách hàng yêu cầu',
    operator: 'kho đã dừng đơn',
  },
}
