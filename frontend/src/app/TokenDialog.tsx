/** Asks for the server's token when the server does. What was sent waits meanwhile, and goes on with it. */
import { useEffect, useState, type FormEvent } from "react";
import { askTokenBy, keepToken, token } from "../api/token";
import { Button, Checkbox, Dialog, Field, Input } from "../ui";

interface Waiting {
  message: string;
  answer: (token: string | null) => void;
}

export function TokenDialog() {
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  useEffect(() => {
    askTokenBy((message) => new Promise((answer) => setWaiting({ message, answer })));
    return () => askTokenBy(null);
  }, []);
  const done = (given: string | null) => {
    waiting?.answer(given);
    setWaiting(null);
  };
  return (
    <Dialog title="This server asks for its token" open={waiting !== null} onClose={() => done(null)}>
      {waiting && <Form message={waiting.message} onDone={done} />}
    </Dialog>
  );
}

function Form({ message, onDone }: { message: string; onDone: (token: string | null) => void }) {
  const [given, setGiven] = useState("");
  const [stay, setStay] = useState(false);
  const wrong = token() !== null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A form behind this one must not be sent too.
    event.stopPropagation();
    keepToken(given.trim(), stay);
    onDone(given.trim());
  };
  return (
    <form className="add-form" onSubmit={submit}>
      {!wrong && <p>{message}</p>}
      <Field label="Server token" error={wrong ? { message } : null}>
        {(props) => <Input {...props} mono type="password" data-first value={given} onChange={(event) => setGiven(event.target.value)} />}
      </Field>
      <Checkbox checked={stay} onChange={setStay}>
        Remember it in this browser; otherwise until this tab is closed
      </Checkbox>
      <div className="row end">
        <Button onClick={() => onDone(null)}>Not now</Button>
        <Button look="primary" type="submit" disabled={!given.trim()}>
          Go on
        </Button>
      </div>
    </form>
  );
}
