"""An authority and certificates of one's own, made by openssl."""

import subprocess


class Certificates:
    def __init__(self, folder):
        folder.mkdir()
        self.folder = folder
        for authority in ("ca", "stranger"):
            self._openssl(
                "req", "-x509", "-subj", f"/CN={authority}", "-days", "2", "-out", self[authority],
                *self._new_key(authority), "-addext", "basicConstraints=critical,CA:TRUE")
        self.make("server")
        self.make("client")

    def __getitem__(self, name):
        return self.folder / f"{name}.pem"

    def key(self, name):
        return self.folder / f"{name}.key"

    def make(self, name, *, signed_by="ca", days=2):
        """For 127.0.0.1; below 0 days it has been valid."""
        request = self.folder / f"{name}.csr"
        self._openssl(
            "req", "-new", "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", "-out", request,
            *self._new_key(name))
        self._openssl(
            "x509", "-req", "-in", request, "-CA", self[signed_by], "-CAkey", self.key(signed_by), "-CAcreateserial",
            "-copy_extensions", "copy", "-days", str(days), "-out", self[name])

    def _new_key(self, name):
        return "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", self.key(name)

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)
