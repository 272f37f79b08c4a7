// A handler that ends whoever imports it.
process.exit(7);
