"""Somebody who reads backups and what hosts keep: texts and the key that units are hashed with, and no password."""

import os
import stat


def test_a_backup_holds_texts_and_the_unit_key_and_no_password(deployment):
    host = deployment.host
    backup = deployment.folder / "prod.flagpost-backup"
    done = host.run("store", "backup", "--output", str(backup))
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(os.stat(backup).st_mode) == 0o600
    text = backup.read_text()
    assert "model-1" in text and "Someone will call you." in text
    for password in deployment.passwords.values():
        assert password not in text


def test_what_a_host_keeps_is_for_its_agent_alone_and_holds_no_password(deployment):
    host = deployment.host
    host.stop()
    for folder, _, names in os.walk(host.state):
        assert stat.S_IMODE(os.stat(folder).st_mode) & 0o007 == 0
        for name in names:
            path = os.path.join(folder, name)
            content = open(path, "rb").read()
            for password in deployment.passwords.values():
                assert password.encode() not in content, path


def test_an_export_for_people_has_no_unit_key_and_no_state(deployment):
    host = deployment.host
    host.do("kill", "chat", "--reason", "a secret incident")
    exported = host.run("export")
    assert exported.returncode == 0, exported.stderr
    assert "model-1" in exported.stdout and "a secret incident" not in exported.stdout
