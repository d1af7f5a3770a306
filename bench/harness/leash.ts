// Loaded before the product by --import: it ends when the benchmark does, however that ends.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
