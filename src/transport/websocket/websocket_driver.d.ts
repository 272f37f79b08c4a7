// npm's websocket-driver has no types of its own: see driver.ts.
declare module "websocket-driver" {
  const driver: unknown;
  export default driver;
}
