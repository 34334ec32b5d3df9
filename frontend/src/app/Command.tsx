/** The same from the shell: a command that can be copied. */
import { Button, useToast } from "../ui";

export function Command({ text }: { text: string }) {
  const toast = useToast();
  return (
    <div className="command">
      <span className="small">From the shell</span>
      <code>{text}</code>
      <Button look="quiet" icon="link" label="Copy the command" onClick={() => void toast.copy(text, "Command copied.")} />
    </div>
  );
}
