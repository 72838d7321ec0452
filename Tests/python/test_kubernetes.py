"""The manifest in k8s/: valid for Kubernetes, and true of the agent that it starts."""

import http.client
import pathlib
import socket

import kubernetes_validate
import pytest
import yaml
from waiting import until

MANIFEST = pathlib.Path(__file__).parents[2] / "k8s" / "app-with-flagpost.yaml"
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


@pytest.mark.parametrize("container", [AGENT, APP], ids=lambda container: container["name"])
def test_no_container_has_more_rights_than_it_needs(container):
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert "memory" in container["resources"]["limits"]


def test_the_agent_knows_every_setting_it_is_given(new_host):
    help_text = new_host().run("agent", "--help").stdout
    given = [*only("ConfigMap")["data"], *(variable["name"] for variable in AGENT["env"])]
    for name in given:
        assert name in help_text, f"{name} is unknown to flagpost agent"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path):
    """Status of a GET on this host; `None` where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def test_probes_ask_what_the_agent_answers(new_host):
    address, _, manifest_port = only("ConfigMap")["data"]["FLAGPOST_LISTEN"].rpartition(":")
    (named_port,) = AGENT["ports"]
    assert named_port["containerPort"] == int(manifest_port)
    port = free_port()
    new_host().start(FLAGPOST_LISTEN=f"{address}:{port}")
    for name in ("startupProbe", "livenessProbe"):
        probe = AGENT[name]["httpGet"]
        assert probe["port"] == named_port["name"]
        assert until(lambda path=probe["path"]: get(port, path)) == 200


def test_the_app_starts_while_the_store_is_away(new_host):
    """The startup probe holds for an agent that has never seen its store; /readyz would not."""
    port = free_port()
    new_host(store=f"redis://127.0.0.1:{free_port()}").start(FLAGPOST_LISTEN=f"127.0.0.1:{port}")
    assert until(lambda: get(port, AGENT["startupProbe"]["httpGet"]["path"])) == 200
    assert get(port, "/readyz") == 503
