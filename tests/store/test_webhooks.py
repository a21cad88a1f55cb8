"""Addresses that are told of acts, and what each was told, on either database."""

import pytest

from dangyuan_flow.store import Delivery, Store, Webhook, WebhookFile

NOW = 1_800_000_000
WEBHOOK = Webhook(
    id="w1",
    user="wang",
    url="http://localhost/x",
    secret="whsec_AAAA",  # noqa: S106  of nobody
    events=("dossier.open", "dossier.approve"),
    body=None,
    made_at=NOW,
    after=5,
)


def about(seq: int) -> Delivery:
    return Delivery(webhook="w1", seq=seq, event="dossier.open", payload="{}", made_at=NOW, due_at=NOW)


@pytest.fixture
def webhooks(store: Store) -> WebhookFile:
    found = WebhookFile(store.database)
    found.add(WEBHOOK)
    return found


def test_an_address_is_kept_as_it_was_told_and_forgotten_with_its_deliveries(webhooks: WebhookFile) -> None:
    assert webhooks.all() == (WEBHOOK,)
    webhooks.make_out(WEBHOOK, [about(6)], 6)
    webhooks.remove("w1")
    assert webhooks.all() == ()
    assert webhooks.deliveries() == ()


def test_of_two_who_make_out_the_same_lines_one_does(webhooks: WebhookFile) -> None:
    assert webhooks.make_out(WEBHOOK, [about(6), about(7)], 8)
    assert not webhooks.make_out(WEBHOOK, [about(6), about(7)], 8)
    assert webhooks.all()[0].after == 8
    assert [delivery.seq for delivery in webhooks.due(NOW, limit=10)] == [6, 7]


def test_of_two_who_take_a_delivery_in_hand_one_does(webhooks: WebhookFile) -> None:
    webhooks.make_out(WEBHOOK, [about(6)], 6)
    (delivery,) = webhooks.due(NOW, limit=10)
    assert webhooks.take(delivery, NOW + 60)
    assert not webhooks.take(delivery, NOW + 60)
    assert webhooks.due(NOW + 59, limit=10) == ()
    assert len(webhooks.due(NOW + 60, limit=10)) == 1, "whoever took it died: it is due again"


def test_what_a_try_came_to_is_kept_until_it_is_asked_for_again(webhooks: WebhookFile) -> None:
    webhooks.make_out(WEBHOOK, [about(6)], 6)
    (delivery,) = webhooks.deliveries(webhook="w1")
    webhooks.tried(delivery.number, done_at=None, due_at=NOW + 10, says="HTTP 500")
    webhooks.tried(delivery.number, done_at=NOW + 10, due_at=None, says="HTTP 200")
    (found,) = webhooks.deliveries()
    assert (found.tries, found.done_at, found.due_at, found.says) == (2, NOW + 10, None, "HTTP 200")
    assert webhooks.again(found.number, NOW + 20)
    assert webhooks.due(NOW + 20, limit=10)[0].tries == 0
    assert not webhooks.again(found.number + 1, NOW)
