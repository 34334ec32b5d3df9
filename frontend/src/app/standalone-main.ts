/** What the one script of a saved file begins with. */
import { draw } from "./standalone";

draw();
