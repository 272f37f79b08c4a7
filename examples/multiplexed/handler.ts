// Lists two modules by the names that clients call their services by.
import * as calculator from "../calculator/handler.ts";
import * as words from "./words.ts";

export const services = { Calculator: calculator, Words: words };
