/** Pretraining: a small multilingual model from text, with its ladder and everything it read. */
import type { StudyView } from "../../kit";
import { Form } from "./Form";
import { Live } from "./Live";
import { Result } from "./Result";

export const pretraining: StudyView = { slug: "pretraining", Form, Result, Live };
