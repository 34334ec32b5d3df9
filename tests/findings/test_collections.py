"""Collections: findings in an order with text between them."""

import pytest

from tests.databases import SQLITE
from tests.findings.served import BASE, client_of, keep


@pytest.fixture
def client(own):
    with client_of(own.store) as opened:
        opened.series = own.series
        yield opened


def collect(client, **more):
    return client.post("/api/collections", json={"title": "A report", **more})


def refusal(answer):
    return answer.status_code, answer.json()["error"]["code"], answer.json()["error"]["field"]


def test_findings_stand_in_the_order_they_were_put(client):
    first, second = keep(client, client.series)["slug"], keep(client, client.series, title="Second")["slug"]
    made = collect(client, items=[{"text": "# Why"}, {"finding": second}, {"finding": first}, {"text": "The end."}])
    assert made.status_code == 201
    slug = made.json()["slug"]
    read = client.get(f"/api/collections/{slug}").json()
    assert read == made.json()
    assert [item["text"] or item["finding"]["slug"] for item in read["items"]] == ["# Why", second, first, "The end."]
    assert (read["url"], read["findings"], read["revision"]) == (f"{BASE}/c/{slug}", 2, 1)
    assert [row["slug"] for row in client.get("/api/collections").json()] == [slug]
    assert client.get(f"/api/findings/{first}").json()["collections"] == [slug]


def test_it_is_changed_by_whoever_saw_its_newest_state(client):
    slug = collect(client, items=[{"text": "a"}]).json()["slug"]
    changed = client.put(f"/api/collections/{slug}", json={"title": "B", "items": [{"text": "b"}], "revision": 1})
    assert (changed.json()["title"], changed.json()["revision"]) == ("B", 2)
    late = client.put(f"/api/collections/{slug}", json={"title": "C", "items": [], "revision": 1})
    assert refusal(late) == (409, "changed_since", "revision")
    assert client.get(f"/api/collections/{slug}").json()["items"][0]["text"] == "b"


def test_a_finding_that_was_withdrawn_leaves_a_gap_that_says_so(client):
    finding = keep(client, client.series)["slug"]
    slug = collect(client, items=[{"finding": finding}]).json()["slug"]
    client.delete(f"/api/findings/{finding}")
    [item] = client.get(f"/api/collections/{slug}").json()["items"]
    assert (item["finding"], item["gone"]) == (None, "This finding was withdrawn.")


def test_withdrawn_it_is_gone_and_its_findings_stay(client):
    finding = keep(client, client.series)["slug"]
    slug = collect(client, items=[{"finding": finding}]).json()["slug"]
    assert client.delete(f"/api/collections/{slug}").status_code == 204
    assert refusal(client.get(f"/api/collections/{slug}"))[:2] == (410, "withdrawn")
    assert client.get("/api/collections").json() == []
    assert client.get(f"/api/findings/{finding}").json()["collections"] == []


@SQLITE
def test_a_private_finding_enters_no_collection_in_the_lists(client):
    hidden = keep(client, client.series, private=True)["slug"]
    answer = collect(client, items=[{"text": "a"}, {"finding": hidden}])
    assert refusal(answer) == (422, "private_finding", "items.1.finding")
    private = collect(client, items=[{"finding": hidden}], private=True)
    assert private.status_code == 201
    assert len(private.json()["slug"]) == 26
    assert client.get("/api/collections").json() == []
    assert client.get(f"/api/findings/{hidden}").json()["collections"] == []


@SQLITE
@pytest.mark.parametrize(
    "change",
    [{"title": ""}, {"items": [{"finding": "NOT A SLUG"}]}, {"items": [{"text": ""}]}, {"items": [{}]},
     {"items": [{"text": "a", "finding": "b"}]}, {"items": [{"text": "a"}] * 201}, {"items": [{"finding": "nothing"}]}],
)  # fmt: skip
def test_what_cannot_be_collected_is_refused(client, change):
    answer = collect(client, **change)
    assert answer.status_code == 422
    assert client.get("/api/collections").json() == []
