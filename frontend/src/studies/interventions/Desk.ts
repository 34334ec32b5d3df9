/** What every part of the left column is given. */
import type { Intervention } from "../../api/types";
import type { Asked, Change } from "./form-state";
import type { RefusedAt } from "./refusals";
import type { Setting } from "./setting";

export interface Desk {
  asked: Asked;
  change: Change;
  refused: RefusedAt;
  setting: Setting;
  /** The answer beside it, as long as it answers what is asked here. */
  answer: Intervention | undefined;
}
