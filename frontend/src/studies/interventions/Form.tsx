/** Nothing has run: the playground with what the address brings. */
import { Playground } from "./Playground";

export const Form = ({ initial }: { initial: Readonly<Record<string, unknown>> }) => <Playground initial={initial} />;
