"""Tokens and webhooks as commands: shown once, listed, taken back; by whose they are."""

from tests.cli.desk import Desk


def test_a_token_is_shown_once_listed_and_taken_back(zone: Desk) -> None:
    made = zone.done("token", "add", "人事系统", "--scope", "write、read", "--days", "30", "--as", "zhi", "--json").json
    assert made["scopes"] == ["read", "write"]
    (listed,) = zone.done("token", "list", "--as", "zhi", "--json").json
    assert listed == {name: value for name, value in made.items() if name != "secret"}
    assert listed["state"] == "有效"
    assert made["secret"] not in zone.done("token", "list", "--as", "zhi").out
    assert zone("token", "revoke", made["id"], "--as", "zong").code == 5
    zone.done("token", "revoke", made["id"], "--as", "zhi")
    assert zone.done("token", "list", "--as", "zhi", "--json").json[0]["state"] == "已收回"
    assert zone("token", "list", "--all", "--as", "zhi").code == 3
    assert len(zone.done("token", "list", "--all", "--as", "wei", "--json").json) == 1


def test_a_token_for_one_office_alone_says_so(zone: Desk) -> None:
    made = zone.done("token", "add", "试", "--org", "第一党支部", "--as", "zhi", "--json").json
    assert (made["body"], made["duty"]) == ("第一党支部", "secretary")
    assert "第一党支部书记" in zone.done("token", "list", "--as", "zhi").out
    assert zone("token", "add", "试", "--org", "高新区工委", "--as", "zhi").code == 5
    assert zone("token", "add", "试", "--scope", "一切", "--as", "zhi").code == 2
    assert zone("token", "add", "试").code == 3


def test_an_address_is_told_of_acts_until_it_is_removed(begun: Desk) -> None:
    url = "http://localhost:9/x"
    told = ("--events", "dossier.open,dossier.approve", "--org", "第一党总支")
    made = begun.done("webhook", "add", url, *told, "--as", "wei", "--json").json
    assert made["secret"].startswith("whsec_")
    assert begun.done("webhook", "list", "--as", "wei", "--json").json == [
        {name: value for name, value in made.items() if name != "secret"}
    ]
    assert made["secret"] not in begun.done("webhook", "list", "--as", "wei").out
    assert begun.done("webhook", "deliveries", "--as", "wei", "--json").json == []
    assert begun("webhook", "deliveries", "--to", "0", "--as", "wei").code == 5
    assert begun("webhook", "replay", "1", "--as", "wei").code == 5
    assert begun("webhook", "list", "--as", "zhi").code == 3
    assert begun("webhook", "add", url, "--events", "dossier.dance", "--as", "wei").code == 2
    begun.done("webhook", "remove", made["id"], "--as", "wei")
    assert begun.done("webhook", "list", "--as", "wei", "--json").json == []
