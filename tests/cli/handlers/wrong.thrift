service Wrong {
  i32 add(1: i32 a, 1: i32 b)
  Strin greet()
}
