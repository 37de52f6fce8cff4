"""The embedded broker hands over whole messages, each once, however many write and read at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty

from kombu import Connection, Exchange, Queue

from celeryconfig import configuration
from onboarding.settings import Settings
from tests.databases import settings_for

MESSAGES, WRITERS, READERS = 400, 4, 3


def connection(settings: Settings) -> Connection:
    chosen = configuration(settings, worker=True)
    return Connection(chosen["broker_url"], transport_options=chosen["broker_transport_options"])


def test_every_message_arrives_whole_and_once(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    queue = Queue("mail", Exchange("mail", type="direct"), routing_key="mail")

    def write(writer: int) -> None:
        with connection(settings) as broker, broker.Producer() as producer:
            for number in range(MESSAGES):
                body = {"id": [writer, number], "weight": "x" * 2000}
                producer.publish(body, exchange="mail", routing_key="mail", declare=[queue])

    def read(_reader: int) -> list[tuple[int, int]]:
        taken, misses = [], 0
        with connection(settings) as broker, broker.SimpleQueue(queue) as incoming:
            while misses < 3:
                try:
                    message = incoming.get(timeout=0.5)
                except Empty:
                    misses += 1
                    continue
                taken.append(tuple(message.payload["id"]))
                message.ack()
        return taken

    with ThreadPoolExecutor(WRITERS + READERS) as pool:
        readers = [pool.submit(read, n) for n in range(READERS)]
        list(pool.map(write, range(WRITERS)))
        taken = [id_ for reader in readers for id_ in reader.result()]
    assert sorted(taken) == [(writer, number) for writer in range(WRITERS) for number in range(MESSAGES)]
