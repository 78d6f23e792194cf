export const acting = {
  title: 'Làm thay khách hàng',
  banner: 'Bạn đang ở vị trí của %{client}. Đăng nhập với tên %{name}.',
  told: 'Nhật ký của khách hàng ghi rằng bạn đã vào; việc bạn làm mang cả hai tên.',
  withheld: 'Họ được phép nhưng bạn thì không: %{list}',
  end: 'Về màn hình của tôi',
  begin: 'Làm thay khách hàng',
  begin_one: 'Làm thay người này',
  ask: 'Làm thay %{name}?',
  hint: 'Bạn thấy những gì họ thấy và làm những gì họ được phép, trong phạm vi chính bạn cũng được phép. Nhật ký ghi lại với cả hai tên.',
  nobody: 'Không có người nào của khách hàng làm việc trong các cửa hàng của bạn',
}
