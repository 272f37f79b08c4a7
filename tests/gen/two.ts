// Two services of generated code behind one address: one by its methods, one as a whole module.
import every from "./handler.ts";
import * as second from "./second.ts";

export { Every as service } from "./generated/every.ts";

export const services = { Every: every, Another: second };
export default every;
