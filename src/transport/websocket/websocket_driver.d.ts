// npm's websocket-driver has no types of its own: see websocket_library.ts.
declare module "websocket-driver" {
  const driver: unknown;
  export default driver;
}
