"""The command report: what a database teaches, on SQLite and on PostgreSQL."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from bot.cli import main
from bot.cli.outcome import dialogue_over
from bot.knowledge import load
from bot.records import Asked, Opened, Record, Voted
from bot.store import Store
from bot.store.recorder import local_now
from tests.cli.conftest import Finished
from tests.report.conftest import OUT_OF_SCOPE

Call = Callable[..., Finished]

ASKED: list[Record] = [
    Asked("answer", "email"),
    Asked("answer", "m3-points"),
    Asked("answer", "m3-points"),
    Opened("consultant"),
    Voted("m3-points", helpful=False),
    Voted("email", helpful=True),
    Asked("suggest", None, ("m3-points", "email"), "家族にポイントを譲れますか"),
    Asked("fallback", None, ("m3-points",), "家族にポイントをゆずれますか"),
    Asked("fallback", None, (), "[red]確定申告[/] <b>の書類"),
]


@pytest.fixture
def database(database_url: str) -> Iterator[Store]:
    """A database in which a bot has counted for some days."""
    with closing(Store(database_url)) as store:
        today = local_now().date()
        store.write(ASKED, today)
        store.write([Asked("fallback", None, ("email",), "むかしの質問")], today - timedelta(days=7))
        yield store


@pytest.mark.usefixtures("database")
def test_the_report_in_the_terminal(call: Call, database_url: str):
    done = call("report", DATABASE_URL=database_url)
    assert done.returncode == 0
    assert "7 questions; 43% answered, 14% several offered, 0% out of scope, 43% not answered" in done.stdout
    for words in ("家族にポイントを譲れますか", "[red]確定申告[/] <b>の書類", "むかしの質問", "none is near"):
        assert words in done.stdout
    for title in ("Not answered, or unclear", "Most asked", "Most unclear", "Least helpful"):
        assert title in done.stdout
    assert done.stderr == ""


@pytest.mark.usefixtures("database")
def test_since_says_how_many_days_count_with_today(call: Call, database_url: str):
    for days, found in (("7", False), ("8", True)):
        assert ("むかしの質問" in call("report", "--since", days, DATABASE_URL=database_url).stdout) is found


@pytest.mark.usefixtures("database")
def test_the_report_as_json(call: Call, database_url: str):
    done = call("report", "--json", "--since", "2", DATABASE_URL=database_url)
    found = json.loads(done.stdout)
    assert found["questions"] == 6
    assert found["outcomes"] == {"answer": 3, "suggest": 1, "outside": 0, "fallback": 2, "smalltalk": 0}
    assert found["most_asked"][0] == {
        "id": "m3-points",
        "label": found["most_asked"][0]["label"],
        "asked": 2,
        "opened": 0,
    }
    assert [(one["size"], one["proposed"]) for one in found["clusters"]] == [(2, "m3-points"), (1, None)]
    assert found["until"] == str(local_now().date())


@pytest.mark.usefixtures("database")
def test_the_yaml_goes_into_the_knowledge_as_it_is(call: Call, database_url: str, home: Path, tmp_path: Path):
    done = call("report", "--yaml", DATABASE_URL=database_url)
    assert (done.returncode, done.stderr) == (0, "")
    knowledge = shutil.copytree(home / "knowledge", tmp_path / "knowledge")
    (knowledge / "phrases").mkdir()
    (knowledge / "phrases" / "learnt.yaml").write_text(done.stdout, encoding="utf-8")
    assert call("check", cwd=tmp_path).returncode == 0
    assert "家族にポイントをゆずれますか" in load(knowledge).entries["m3-points"].phrases
    again = call("report", "--yaml", cwd=tmp_path, DATABASE_URL=database_url)
    assert again.returncode == 0
    assert "家族に" not in again.stdout


@pytest.mark.parametrize("form", ["--since=1", "--yaml", "--json"])
def test_what_tells_who_asked_is_in_no_report(call: Call, home: Path, tmp_path: Path, form: str):
    url = f"sqlite:///{tmp_path}/bot.sqlite3"
    record = dialogue_over(home / "knowledge").question("山田花子さんの090-1234-5678に鳩は飛びますか").record
    assert isinstance(record, Asked)
    with closing(Store(url)) as store:
        store.write([record], local_now().date())
    shown = call("report", form, DATABASE_URL=url).stdout
    assert "鳩は飛びますか" in shown
    assert "1234" not in shown
    assert "山田" not in shown


@pytest.mark.usefixtures("database")
def test_the_page_is_written_where_it_is_asked_for(call: Call, database_url: str, tmp_path: Path):
    page = tmp_path / "report.html"
    done = call("report", "--html", str(page), DATABASE_URL=database_url)
    assert done.returncode == 0
    assert done.stdout == ""
    assert str(page) in done.stderr
    assert "[red]確定申告[/] &lt;b&gt;の書類" in page.read_text(encoding="utf-8")


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("page", ["", "nowhere/report.html"], ids=["a directory", "no directory"])
def test_a_page_that_cannot_be_written_is_told_in_a_sentence(call: Call, database_url: str, tmp_path: Path, page: str):
    done = call("report", "--html", str(tmp_path / page), DATABASE_URL=database_url)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{tmp_path / page}: the page cannot be written")


def test_an_empty_database_is_told_in_a_sentence(call: Call, database_url: str):
    with closing(Store(database_url)) as store:
        store.check()
    done = call("report", DATABASE_URL=database_url)
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    assert line.startswith("Nothing was asked from ")
    assert "--since DAYS" in line


@pytest.mark.parametrize("arguments", [("--yaml",), ("--json",), ("--html", "report.html")], ids=" ".join)
def test_an_empty_database_is_no_fault_in_any_form(
    call: Call, database_url: str, home: Path, tmp_path: Path, arguments: tuple[str, ...]
):
    with closing(Store(database_url)) as store:
        store.check()
    shutil.copytree(home / "knowledge", tmp_path / "knowledge")
    done = call("report", *arguments, cwd=tmp_path, DATABASE_URL=database_url)
    assert done.returncode == 0
    if "--json" in arguments:
        assert json.loads(done.stdout)["questions"] == 0


@pytest.fixture
def outside(home: Path, tmp_path: Path) -> Path:
    """A folder whose knowledge knows a kind of question that is out of scope."""
    knowledge = shutil.copytree(home / "knowledge", tmp_path / "knowledge")
    (knowledge / "out_of_scope.yaml").write_text(OUT_OF_SCOPE, encoding="utf-8")
    (knowledge / "smalltalk.yaml").write_text("- {id: hello, answer: はい, phrases: [こんにちは]}\n", encoding="utf-8")
    return tmp_path


def test_what_is_out_of_scope_is_named_and_small_talk_counts_apart(call: Call, outside: Path, database_url: str):
    dialogue = dialogue_over(outside / "knowledge")
    records = [dialogue.question(words).record for words in ("今日の天気", "今日の天気", "こんにちは", "zzz qqq")]
    with closing(Store(database_url)) as store:
        store.write([record for record in records if record], local_now().date())
    shown = call("report", cwd=outside, DATABASE_URL=database_url).stdout
    assert "3 questions; 0% answered, 0% several offered, 67% out of scope, 33% not answered" in shown
    assert "Small talk, which is no question: 1" in shown
    assert "2  weather  天気" in shown
    found = json.loads(call("report", "--json", cwd=outside, DATABASE_URL=database_url).stdout)
    assert found["outside"] == [{"id": "weather", "label": "天気", "questions": 2}]
    assert [cluster["wordings"] for cluster in found["clusters"]] == [["zzz qqq"]]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("coloured", [False, True], ids=["plain", "coloured"])
@pytest.mark.parametrize("columns", [60, 100, 160])
def test_the_report_is_as_wide_as_it_is_asked_to_be(
    call: Call, database_url: str, columns: int, monkeypatch: pytest.MonkeyPatch, *, coloured: bool
):
    monkeypatch.setenv("COLUMNS", str(columns))
    if coloured:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm")
    shown = call("report", DATABASE_URL=database_url).stdout
    assert ("\x1b[1m" in shown) is coloured
    lines = re.sub(r"\x1b\[[\d;]*m", "", shown).splitlines()
    assert max(map(cell_len, lines)) <= columns
    assert len(lines) > 20
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.usefixtures("database")
def test_in_a_pipe_the_summary_is_one_line(call: Call, database_url: str):
    assert call("report", DATABASE_URL=database_url).stdout.splitlines()[1] == ""


def test_a_missing_database_is_told_in_a_sentence_and_not_made(call: Call, tmp_path: Path):
    file = tmp_path / "data" / "bot.sqlite3"
    done = call("report", DATABASE_URL=f"sqlite:///{file}")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{file}: there is no database yet")
    assert not file.parent.exists()


def test_a_file_that_is_no_database_is_told_in_a_sentence(call: Call, tmp_path: Path):
    file = tmp_path / "bot.sqlite3"
    file.write_text("退会" * 1000, encoding="utf-8")
    done = call("report", DATABASE_URL=f"sqlite:///{file}")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(str(file))


def test_a_server_that_does_not_answer_is_told_in_a_sentence_without_the_password(call: Call):
    done = call("report", DATABASE_URL="postgresql://somebody:geheim@127.0.0.1:1/none")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "geheim" not in line


@pytest.mark.parametrize("days", ["0", "-1", "3651", "abc", "１", "1.5"])
def test_a_wrong_number_of_days_is_refused(days: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(["report", f"--since={days}"])
    assert ended.value.code == 2
    assert "no number of days" in capsys.readouterr().err


def test_the_report_leaves_the_database_as_it_was(call: Call, tmp_path: Path):
    file = tmp_path / "bot.sqlite3"
    with closing(Store(f"sqlite:///{file}")) as store:
        store.write(ASKED, local_now().date())
    before = contents(file)
    assert call("report", DATABASE_URL=f"sqlite:///{file}").returncode == 0
    assert contents(file) == before


def contents(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())
