/** Changing a finding: its words, whether it is listed, whether it is there at all. Its numbers cannot be changed. */
import { useState, type FormEvent } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import { useMayWrite, useRevise, useWithdraw } from "../../api/queries";
import type { Finding } from "../../api/types";
import { forget } from "../../lib/keeper";
import { Button, Confirm, Dialog, Failed, Markdown, Menu, useSaved, useToast } from "../../ui";
import { elsewhere, sent, type Words, wordsOf } from "../keeping/words";
import { WordsForm } from "../keeping/WordsForm";

type Doing = "edit" | "publish" | "withdraw";

export function Change({ finding }: { finding: Finding }) {
  const [doing, setDoing] = useState<Doing | null>(null);
  // What is being typed is kept while the dialog is closed and opened again.
  const [draft, setDraft] = useState<Words | null>(null);
  const mayWrite = useMayWrite();
  const saved = useSaved();
  if (!mayWrite || saved) return null;
  const close = () => setDoing(null);
  return (
    <>
      <Menu
        label="Change this finding"
        icon="more"
        items={[
          { label: "Edit its words", onSelect: () => setDoing("edit") },
          ...(finding.private ? [{ label: "Publish", onSelect: () => setDoing("publish") }] : []),
          "rule",
          { label: "Withdraw", onSelect: () => setDoing("withdraw") },
        ]}
      />
      <Dialog title="Edit its words" open={doing === "edit"} onClose={close} className="keep-dialog">
        <Edit
          finding={finding}
          words={draft ?? wordsOf(finding)}
          change={setDraft}
          onDone={() => {
            setDraft(null);
            close();
          }}
          onClose={close}
        />
      </Dialog>
      <Publish finding={finding} open={doing === "publish"} onClose={close} />
      <Withdraw finding={finding} open={doing === "withdraw"} onClose={close} />
    </>
  );
}

interface EditProps {
  finding: Finding;
  words: Words;
  change: (words: Words) => void;
  onDone: () => void;
  onClose: () => void;
}

function Edit({ finding, words, change, onDone, onClose }: EditProps) {
  const revise = useRevise(finding.slug);
  const toast = useToast();
  const client = useQueryClient();
  const [base, setBase] = useState(finding.revision);
  const [theirs, setTheirs] = useState<Finding | null>(null);
  const conflict = revise.error?.status === 409;
  const rest = elsewhere(revise.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    revise.mutate(
      { ...sent(words), revision: base, publish: false },
      {
        onSuccess: () => {
          toast.say("The words are changed. The earlier ones stay to be read.");
          onDone();
        },
      },
    );
  };
  /** What somebody else wrote meanwhile is shown; only then can mine be written over it. */
  const look = async () => {
    const { data } = await api.GET("/api/findings/{slug}", { params: { path: { slug: finding.slug } } }).catch(() => ({ data: undefined }));
    if (!data) return toast.fail("The server does not answer. What is typed stays.");
    const now = data as Finding;
    client.setQueryData(["finding", finding.slug], now);
    setTheirs(now);
    setBase(now.revision);
    revise.reset();
  };
  return (
    <form className="keep-form" onSubmit={submit}>
      <WordsForm words={words} change={(some) => change({ ...words, ...some })} error={revise.error} />
      {conflict && (
        <div className="failure" role="alert">
          <p>
            <b>{revise.error!.message}</b> Your words are still above.
          </p>
          <div className="row">
            <Button look="bad" onClick={() => void look()}>
              Show what it says now
            </Button>
          </div>
        </div>
      )}
      {theirs && (
        <div className="theirs">
          <p className="caption">
            It now says this (revision {theirs.revision}). Saving writes yours over it; these words stay among its revisions.
          </p>
          <p className="earlier-title" dir="auto">
            {theirs.title}
          </p>
          <Markdown text={theirs.note} under={2} />
          <p className="caption">{[theirs.kept_by, theirs.tags.join(", ")].filter(Boolean).join(" · ")}</p>
        </div>
      )}
      {rest && !conflict && (
        <Failed message={rest.message} hint={rest.hint} kept="What is typed stays." report={`${rest.status} ${rest.code}`} />
      )}
      <div className="acts">
        <Button onClick={onClose}>Not now</Button>
        <Button look="primary" type="submit" busy={revise.isPending} disabled={!words.title.trim()}>
          {revise.isPending ? "Saving" : theirs ? "Save mine over it" : "Save"}
        </Button>
      </div>
    </form>
  );
}

interface AskProps {
  finding: Finding;
  open: boolean;
  onClose: () => void;
}

function Publish({ finding, open, onClose }: AskProps) {
  const revise = useRevise(finding.slug);
  const toast = useToast();
  const publish = () =>
    revise.mutate(
      { ...sent(wordsOf(finding)), revision: finding.revision, publish: true },
      {
        onSuccess: () => {
          forget(finding.slug);
          toast.say("It is in the lists now.");
          onClose();
        },
      },
    );
  return (
    <Confirm
      title="Publish this finding?"
      act="Publish"
      look="primary"
      leave="Not now"
      open={open}
      onClose={onClose}
      busy={revise.isPending}
      error={revise.error}
      onConfirm={publish}
    >
      It enters the lists, and everybody who reaches this server finds it. Its address stays. There is no way back, except to withdraw it.
    </Confirm>
  );
}

function Withdraw({ finding, open, onClose }: AskProps) {
  const withdraw = useWithdraw(finding.slug);
  const take = () =>
    withdraw.mutate(null, {
      onSuccess: () => {
        forget(finding.slug);
        onClose();
      },
    });
  return (
    <Confirm
      title="Withdraw this finding?"
      act="Withdraw"
      look="bad"
      leave="Leave it"
      open={open}
      onClose={onClose}
      busy={withdraw.isPending}
      error={withdraw.error}
      onConfirm={take}
    >
      It leaves every list, and its address says from then on that it was withdrawn: whoever cited it reads that. Its runs and their numbers
      stay. There is no way back.
    </Confirm>
  );
}
