"""The writer of VBA projects, held against the examples of its specification."""

from __future__ import annotations

import io
import random

import olefile
import pytest

from macros.addin.ovba import Module, project
from macros.addin.ovba.compound import Storage, compound
from macros.addin.ovba.compression import compressed
from macros.addin.ovba.encryption import encrypted


@pytest.mark.parametrize(
    ("plain", "packed"),
    [
        (
            b"abcdefghijklmnopqrstuv.",
            "0119b000616263646566676800696a6b6c6d6e6f70007172737475762e",
        ),
        (
            b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
            (
                "012fb000236161616263646582660070616768696a013808616b6c00306d6e6f7006710270041072737475"
                "76107778797a003c"
            ),
        ),
        (b"a" * 73, "0103b002614500"),
        (b"", "01"),
    ],
    ids=["nothing repeats", "some repeats", "all repeats", "empty"],
)
def test_the_published_examples_of_compression_come_out_byte_for_byte(
    plain: bytes, packed: str
) -> None:
    assert compressed(plain).hex() == packed


def test_a_whole_chunk_that_does_not_compress_stands_raw_and_a_short_one_is_refused() -> None:
    noise = random.Random(1).randbytes(4096)  # noqa: S311

    packed = compressed(noise)

    assert packed == b"\x01\xff\x3f" + noise
    assert unpacked(packed) == noise
    with pytest.raises(ValueError, match="does not compress"):
        compressed(noise[:-1])


@pytest.mark.parametrize("length", [1, 2, 3, 4093, 4095, 4096, 4097, 8191, 8192, 8193, 50_000])
def test_what_was_compressed_unpacks_to_the_same(length: int) -> None:
    text = (b"Public Function Name%d() As Long\r\n    Name = 1\r\n" * 1500)[:length]

    assert unpacked(compressed(text)) == text


def test_the_published_example_of_protection_says_what_ours_says() -> None:
    identity = "{917DED54-440B-4FD1-A5C1-74ACF261E600}"
    published = ["0705D8E3D8EDDBF1DBF1DBF1DBF1", "0E0CD1ECDFF4E7F5E7F5E7", "1517CAF1D6F9D7F9D706"]
    meant = [bytes(4), bytes(1), b"\xff"]

    assert [decrypted(field, identity) for field in published] == meant
    assert encrypted(bytes(4), identity, 0x07) == published[0]
    for content in meant:
        for seed in range(256):
            assert decrypted(encrypted(content, identity, seed), identity) == content


def test_small_and_large_streams_come_back_from_another_reader() -> None:
    tree: Storage = {
        "Small": b"s" * 65,
        "Empty": b"",
        "Edge": b"e" * 4096,
        "Large": bytes(range(256)) * 400,
        "Folder": {"Inner": b"i" * 4095, "A": b"a"},
    }

    with olefile.OleFileIO(io.BytesIO(compound(tree))) as file:
        found = {"/".join(path): file.openstream(path).read() for path in file.listdir()}
        issues = file.parsing_issues

    assert issues == []
    assert found == {
        "Small": b"s" * 65,
        "Empty": b"",
        "Edge": b"e" * 4096,
        "Large": bytes(range(256)) * 400,
        "Folder/Inner": b"i" * 4095,
        "Folder/A": b"a",
    }


def test_a_module_with_other_letters_than_ascii_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        project("Relaybook", [Module("One", "' 中文")])


def test_a_module_is_stored_with_its_name_and_the_line_ends_of_windows() -> None:
    content = project("Relaybook", [Module("One", "Option Explicit\nSub A()\nEnd Sub\n")])

    with olefile.OleFileIO(io.BytesIO(content)) as file:
        source = unpacked(file.openstream("VBA/One").read())
        named = file.openstream("PROJECT").read().decode().splitlines()
    assert source == b'Attribute VB_Name = "One"\r\nOption Explicit\r\nSub A()\r\nEnd Sub\r\n'
    assert named[1:3] == ["Module=One", 'Name="Relaybook"']


def unpacked(container: bytes) -> bytes:
    """Return what a CompressedContainer holds, as [MS-OVBA] 2.4.1.3.1 reads it."""
    out, at = bytearray(), 1
    while at < len(container):
        header = int.from_bytes(container[at : at + 2], "little")
        end, begun = at + (header & 0xFFF) + 3, len(out)
        at += 2
        if not header & 0x8000:
            out += container[at:end]
            at = end
        while at < end:
            flags = container[at]
            at += 1
            for bit in range(8):
                if at >= end:
                    break
                if not flags >> bit & 1:
                    out.append(container[at])
                    at += 1
                    continue
                token = int.from_bytes(container[at : at + 2], "little")
                at += 2
                bits = max((len(out) - begun - 1).bit_length(), 4)
                for _ in range((token & (0xFFFF >> bits)) + 3):
                    out.append(out[-(token >> (16 - bits)) - 1])
    return bytes(out)


def decrypted(field: str, identity: str) -> bytes:
    """Return what an encrypted field of a project says, as [MS-OVBA] 2.4.3.3 reads it."""
    read = bytes.fromhex(field)
    seed, version, key = read[0], read[0] ^ read[1], read[0] ^ read[2]
    assert version == 2
    assert key == sum(identity.encode()) & 0xFF
    plain, before, last = key, read[1], read[2]
    out = bytearray()
    for byte in read[3:]:
        plain = byte ^ ((before + plain) & 0xFF)
        before, last = last, byte
        out.append(plain)
    told = out[(seed & 6) // 2 :]
    assert int.from_bytes(told[:4], "little") == len(told) - 4
    return bytes(told[4:])
