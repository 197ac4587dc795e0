import { data } from "./words.js";
data();
