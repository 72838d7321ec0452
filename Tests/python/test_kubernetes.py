"""The manifest in k8s/: valid for Kubernetes, and true of the agent that it starts."""

import kubernetes_validate
import pytest
import yaml
from running_agent import REPOSITORY, flagpost, free_port, get, running_agent, wait_until

MANIFEST = REPOSITORY / "k8s" / "app-with-flagpost.yaml"
DOCUMENTS = list(yaml.safe_load_all(MANIFEST.read_text()))
# The first in which native sidecars are on by default, and the newest whose schemas are known.
VERSIONS = ["1.29", kubernetes_validate.latest_version()]


def only(kind):
    (document,) = [document for document in DOCUMENTS if document["kind"] == kind]
    return document


POD = only("Deployment")["spec"]["template"]["spec"]
(AGENT,) = POD["initContainers"]
(APP,) = POD["containers"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["kind"])
def test_the_manifest_has_the_form_kubernetes_asks_for(document, version):
    kubernetes_validate.validate(document, version, strict=True)


def test_a_field_that_kubernetes_does_not_know_would_be_found():
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate({**only("Deployment"), "specs": {}}, VERSIONS[0], strict=True)


def test_the_agent_is_a_sidecar_that_outlives_the_app_and_shares_memory_with_it():
    assert AGENT["restartPolicy"] == "Always"
    volumes = {volume["name"]: volume for volume in POD["volumes"]}
    assert volumes["flags"]["emptyDir"]["medium"] == "Memory"
    settings = only("ConfigMap")["data"]
    for container in (AGENT, APP):
        paths = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
        assert paths["flags"] == settings["FLAGPOST_RUNTIME_DIR"]
    assert {mount["name"]: mount["mountPath"] for mount in AGENT["volumeMounts"]}["state"] == settings[
        "FLAGPOST_STATE_DIR"
    ]


def test_the_app_is_in_the_group_that_the_agents_files_have():
    assert POD["securityContext"]["runAsGroup"] == POD["securityContext"]["fsGroup"]
    assert "securityContext" not in AGENT or "runAsGroup" not in AGENT["securityContext"]


@pytest.mark.parametrize("container", [AGENT, APP], ids=lambda container: container["name"])
def test_no_container_has_more_rights_than_it_needs(container):
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert "memory" in container["resources"]["limits"]


def test_the_agent_knows_every_setting_it_is_given():
    help_text = flagpost("agent", "--help").stdout + flagpost("store", "init", "--help").stdout
    given = [*only("ConfigMap")["data"], *(variable["name"] for variable in AGENT["env"])]
    for name in given:
        assert name in help_text, f"{name} is unknown to flagpost agent"


def test_probes_ask_what_the_agent_answers(tmp_path):
    """Started with the manifest's settings, but for the store, the folders and the port, which are private ones."""
    port = free_port()
    settings = dict(only("ConfigMap")["data"])
    host, _, manifest_port = settings["FLAGPOST_LISTEN"].rpartition(":")
    (named_port,) = AGENT["ports"]
    assert named_port["containerPort"] == int(manifest_port)
    settings |= {
        "FLAGPOST_STORE": f"sqlite:{tmp_path}/flagpost.db",
        "FLAGPOST_RUNTIME_DIR": f"{tmp_path}/run",
        "FLAGPOST_STATE_DIR": f"{tmp_path}/state",
        "FLAGPOST_LISTEN": f"{host}:{port}",
    }
    with running_agent(tmp_path, **settings):
        for name in ("startupProbe", "livenessProbe"):
            probe = AGENT[name]["httpGet"]
            assert probe["port"] == named_port["name"]
            assert wait_until(lambda path=probe["path"]: get(port, path), name) == 200


def test_the_app_starts_while_the_store_is_away(tmp_path):
    """The startup probe holds for an agent that has never seen its store; /readyz would not."""
    port = free_port()
    settings = {"FLAGPOST_STORE": f"redis://127.0.0.1:{free_port()}", "FLAGPOST_LISTEN": f"127.0.0.1:{port}"}
    with running_agent(tmp_path, **settings):
        assert wait_until(lambda: get(port, AGENT["startupProbe"]["httpGet"]["path"]), "the probe") == 200
        assert get(port, "/readyz") == 503
