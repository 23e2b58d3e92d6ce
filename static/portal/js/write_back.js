// Writing back under an answered page: places to look at, beside the field.
import { start } from "./findings_beside.js";

start();
